// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import dev.testudo.synthesis.SynthesisException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A model of the Tortoise family at rest: the directory that {@code BUNDLE.md} describes. Opening
 * one checks the digest of every file and the shape of every voice, and reads all that planning
 * needs; weights are read by {@link #load}.
 */
public final class ModelBundle implements SpeechModel {
  private final Path directory;
  private final BundleManifest manifest;
  private final String digest;
  private final BpeTokenizer tokenizer;
  private final Map<String, Voice> voices;
  private final BundleEngine engine;

  private ModelBundle(
      Path directory,
      BundleManifest manifest,
      BpeTokenizer tokenizer,
      Map<String, Voice> voices,
      BundleEngine engine) {
    this.engine = engine;
    this.directory = directory;
    this.manifest = manifest;
    this.digest = BundleFiles.digest(manifest);
    this.tokenizer = tokenizer;
    this.voices = voices;
  }

  /**
   * Opens and checks a bundle.
   *
   * @throws IllegalArgumentException in one sentence that names the file and what is wrong with it
   */
  public static ModelBundle open(Path directory) {
    Path file = directory.resolve(BundleManifest.FILE);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "Cannot open bundle " + directory + ": it has no " + BundleManifest.FILE);
    }
    try {
      BundleManifest manifest = BundleManifest.parse(Files.readAllBytes(file), file);
      BundleFiles.check(directory, manifest);
      BpeTokenizer tokenizer = BpeTokenizer.read(directory.resolve(BundleFiles.TOKENIZER));
      BundleEngine engine = engine(manifest.architecture());
      Map<String, Voice> voices = readVoices(directory, manifest, engine);
      return new ModelBundle(directory, manifest, tokenizer, voices, engine);
    } catch (IOException e) {
      throw new SynthesisException(
          Category.STORAGE, "Cannot open bundle " + directory + ": reading failed (" + e + ")", e);
    }
  }

  /** The providers beside this class, whatever class loader the thread has. */
  private static BundleEngine engine(String architecture) {
    return ServiceLoader.load(BundleEngine.class, BundleEngine.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(engine -> engine.architecture().equals(architecture))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot run \"" + architecture + "\": no engine for it is on the class path"));
  }

  private static Map<String, Voice> readVoices(
      Path directory, BundleManifest manifest, BundleEngine engine) throws IOException {
    Map<String, Voice> voices = new LinkedHashMap<>();
    for (BundleManifest.VoiceEntry entry : manifest.voices()) {
      Path file = directory.resolve(entry.file());
      Voice voice = Voice.ofSafetensors(entry.name(), Files.readAllBytes(file), file.toString());
      String mismatch = engine.mismatch(voice, manifest);
      BundleFiles.require(mismatch.isEmpty(), directory, entry.file(), mismatch);
      voices.put(entry.name(), voice);
    }
    return voices;
  }

  public Path directory() {
    return directory;
  }

  public BundleManifest manifest() {
    return manifest;
  }

  @Override
  public String name() {
    return manifest.name();
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public int sampleRateHz() {
    return manifest.sampleRateHz();
  }

  @Override
  public int clipRateHz() {
    return manifest.conditioningRateHz();
  }

  @Override
  public int maxTokens() {
    return manifest.maxTextTokens();
  }

  /** The cache of keys and values in half precision, and what the later stages are given. */
  @Override
  public long bytesPerSlot() {
    BundleManifest.Autoregressive model = manifest.autoregressive();
    long positions = manifest.maxTextTokens() + (long) manifest.maxCodes();
    long cache = 4L * model.layers() * model.modelDim() * positions;
    return cache + 4L * model.modelDim() * manifest.maxCodes();
  }

  @Override
  public double maxSeconds() {
    return manifest.seconds(manifest.maxCodes());
  }

  @Override
  public int countTokens(String spokenText) {
    return tokens(spokenText).length;
  }

  /** {@return the text as the ids that the model reads, without framing} */
  public long[] tokens(String spokenText) {
    return tokenizer.encode(
        manifest.textCleaning().equals(BundleManifest.ENGLISH)
            ? EnglishCleaning.clean(spokenText)
            : TextFolding.fold(spokenText, tokenizer::knows));
  }

  /** {@return how many characters of the text the model cannot read} */
  public int countUnknown(String spokenText) {
    int unknown = 0;
    for (long id : tokens(spokenText)) {
      unknown += id == tokenizer.unknownId() ? 1 : 0;
    }
    return unknown;
  }

  /** A voice that did not come with the bundle is taken to speak as fast as the default voice. */
  @Override
  public double estimateSeconds(String voice, String spokenText) {
    return entry(voice).seconds(spokenText.codePointCount(0, spokenText.length()));
  }

  /** {@return how many seconds a take may differ from the estimate before it is implausible} */
  public double toleranceSeconds(String voice, double estimatedSeconds) {
    return entry(voice).toleranceSeconds(estimatedSeconds);
  }

  private BundleManifest.VoiceEntry entry(String voice) {
    return manifest.voices().stream()
        .filter(entry -> entry.name().equals(voice))
        .findFirst()
        .orElse(manifest.voices().get(0));
  }

  @Override
  public List<String> voices() {
    return List.copyOf(voices.keySet());
  }

  @Override
  public Voice voice(String name) {
    Voice voice = voices.get(name);
    if (voice == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cannot speak with voice \"%s\": model \"%s\" has %s",
              name,
              name(),
              voices()));
    }
    return voice;
  }

  @Override
  public VoiceProfile profile(String voice) {
    BundleManifest.VoiceEntry entry = entry(voice(voice).name());
    return new VoiceProfile(
        entry.name(), entry.description(), 1 / entry.secondsPerCharacter(), entry.pitchHz());
  }

  @Override
  public Voice createVoice(String name, List<Waveform> clips) {
    return engine.createVoice(this, name, clips);
  }

  @Override
  public Voice randomVoice(String name, long seed) {
    return engine
        .randomVoice(this, name, seed)
        .orElseGet(() -> SpeechModel.super.randomVoice(name, seed));
  }

  @Override
  public boolean canBeHeard() {
    return engine.canBeHeard(sampleRateHz());
  }

  @Override
  public List<String> vocoders() {
    return manifest.vocoders();
  }

  @Override
  public boolean supportsReferenceCompat() {
    return manifest.compat().contains(BundleManifest.REFERENCE);
  }

  @Override
  public SynthesisConfig defaults() {
    return manifest.defaults();
  }

  @Override
  public String unsupportedReason(SynthesisConfig config) {
    return manifest.unsupportedReason(config);
  }

  /**
   * {@return why this request cannot be spoken, or nothing}
   *
   * @param tokens length of its text
   */
  public String unsupportedReason(UtteranceRequest request, int tokens) {
    if (tokens == 0 || tokens > maxTokens()) {
      return "the text has %d tokens where 1 to %d can be spoken at once"
          .formatted(tokens, maxTokens());
    }
    return engine.mismatch(request.voice(), manifest).isEmpty()
        ? unsupportedReason(request.config())
        : "voice \"%s\" was made for another model; add it again with this one"
            .formatted(request.voice().name());
  }

  @Override
  public Synthesizer load(EngineConfig config) {
    return engine.load(this, config);
  }

  @Override
  public StreamingSynthesizer loadStreaming(EngineConfig config) {
    return engine.loadStreaming(this, config);
  }
}
