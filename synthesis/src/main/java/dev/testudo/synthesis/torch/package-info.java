/**
 * The only package that knows the inference library: devices, TorchScript modules, native values
 * and failures. Model families call it with plain arrays and names; to replace the library, replace
 * this package.
 */
package dev.testudo.synthesis.torch;
