package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A speaker as the model knows it: conditioning latents. Immutable; the arrays are copied in and
 * out.
 */
public final class Voice implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String AUTOREGRESSIVE = "autoregressive";
  private static final String DIFFUSION = "diffusion";

  private final String name;
  private final String digest;
  private final float[] autoregressive;
  private final float[] diffusion;

  /**
   * @param digest SHA-256 over both latents as little-endian floats, 64 hex digits
   * @param autoregressive {@code [model dim]}
   * @param diffusion {@code [2 x channels]}: scale then shift
   */
  public Voice(String name, String digest, float[] autoregressive, float[] diffusion) {
    this.name = requireNonNull(name, "name is null");
    this.digest = requireNonNull(digest, "digest is null");
    this.autoregressive = autoregressive.clone();
    this.diffusion = diffusion.clone();
  }

  /** {@return a voice of these latents, with its digest} */
  public static Voice of(String name, float[] autoregressive, float[] diffusion) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * (autoregressive.length + diffusion.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(autoregressive).put(diffusion);
    return new Voice(name, Sha256.ofBytes(bytes.array()), autoregressive, diffusion);
  }

  /**
   * Reads a voice as bundles and libraries keep it.
   *
   * @param source where the bytes come from, for messages
   * @throws IllegalArgumentException in one sentence if it is no such file
   */
  public static Voice ofSafetensors(String name, byte[] bytes, String source) throws IOException {
    Safetensors tensors = Safetensors.parse(bytes, source);
    return of(name, tensors.floats(AUTOREGRESSIVE), tensors.floats(DIFFUSION));
  }

  /** {@return both latents as a safetensors file} */
  public byte[] toSafetensors() {
    SortedMap<String, float[]> tensors = new TreeMap<>();
    tensors.put(AUTOREGRESSIVE, autoregressive);
    tensors.put(DIFFUSION, diffusion);
    return Safetensors.write(tensors);
  }

  public String name() {
    return name;
  }

  public String digest() {
    return digest;
  }

  public float[] autoregressive() {
    return autoregressive.clone();
  }

  public float[] diffusion() {
    return diffusion.clone();
  }
}
