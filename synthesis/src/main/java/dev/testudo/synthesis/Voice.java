// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A speaker as the model knows it: conditioning latents by the names that its model family gives
 * them. Immutable; the arrays are copied in and out.
 */
public final class Voice implements Serializable {
  private static final long serialVersionUID = 2L;

  private final String name;
  private final String digest;
  private final TreeMap<String, float[]> latents;

  private Voice(String name, Map<String, float[]> latents) {
    this.name = requireNonNull(name, "name is null");
    this.latents = new TreeMap<>();
    latents.forEach((latent, values) -> this.latents.put(latent, values.clone()));
    this.digest = Sha256.ofBytes(bytesOf(this.latents));
  }

  /** {@return a voice of these latents; its digest is SHA-256 over them in the order of names} */
  public static Voice of(String name, Map<String, float[]> latents) {
    return new Voice(name, latents);
  }

  /** {@return all values as little-endian floats, in the order of names} */
  private static byte[] bytesOf(SortedMap<String, float[]> latents) {
    int values = latents.values().stream().mapToInt(latent -> latent.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] latent : latents.values()) {
      for (float value : latent) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  /**
   * Reads a voice as bundles and libraries keep it.
   *
   * @param source where the bytes come from, for messages
   * @throws IllegalArgumentException in one sentence if it is no such file
   */
  public static Voice ofSafetensors(String name, byte[] bytes, String source) throws IOException {
    Safetensors tensors = Safetensors.parse(bytes, source);
    Map<String, float[]> latents = new TreeMap<>();
    tensors.names().forEach(latent -> latents.put(latent, tensors.floats(latent)));
    return of(name, latents);
  }

  /** {@return the latents as a safetensors file} */
  public byte[] toSafetensors() {
    return Safetensors.write(Collections.unmodifiableSortedMap(latents));
  }

  public String name() {
    return name;
  }

  public String digest() {
    return digest;
  }

  /** {@return a latent, empty where the voice has none of this name} */
  public float[] latent(String latent) {
    float[] values = latents.get(latent);
    return values == null ? new float[0] : values.clone();
  }
}
