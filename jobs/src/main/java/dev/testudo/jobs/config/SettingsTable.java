// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static dev.testudo.jobs.config.Setting.Range.above;
import static dev.testudo.jobs.config.Setting.Range.atLeast;
import static dev.testudo.jobs.config.Setting.choice;
import static dev.testudo.jobs.config.Setting.integer;
import static dev.testudo.jobs.config.Setting.number;
import static dev.testudo.jobs.config.Setting.text;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every key of {@code --set}: for the reader, which checks values by it, for {@code testudo
 * settings}, and for {@code conf/README.md}, which a test compares with it.
 */
public final class SettingsTable {
  private static final String MODEL = "the model's";
  private static final String PROFILE = "the profile's";

  /** The settings that change the sound and so the keys of utterances come first. */
  public static final List<Setting> ALL =
      List.of(
          number(
              "temperature",
              MODEL,
              above(0).to(5),
              "sampling temperature of the codes: above 1 is livelier, below 1 is safer"),
          integer("top-k", MODEL, atLeast(0), "the most likely codes kept at each step, 0 for all"),
          number("top-p", MODEL, above(0).to(1), "the summed probability of the codes kept"),
          number(
              "repetition-penalty",
              MODEL,
              atLeast(1),
              "makes codes less likely that were used already, 1 for none"),
          number(
              "typical-mass", MODEL, atLeast(0).below(1), "mass of the typical filter, 0 for none"),
          integer("diffusion-steps", MODEL, atLeast(1), "sampler steps: more is finer and slower"),
          number(
              "guidance",
              MODEL,
              atLeast(0),
              "classifier-free guidance, 0 for none; doubles the cost of the diffusion"),
          number("diffusion-temperature", MODEL, atLeast(0), "scale of the initial noise"),
          text("sampler", MODEL, "a sampler of the model", "how noise becomes a mel"),
          integer(
              "candidates",
              MODEL,
              atLeast(1).to(1024),
              "number of candidates; the best-scoring one is kept. More than 1 needs a bundle with"
                  + " `clvp.pt`"),
          text(
              "vocoder",
              "the model's first",
              "a vocoder of the model",
              "how mels become sound; an imported model has `univnet`, and `bigvgan-base` and"
                  + " `bigvgan` if their checkpoints were imported"),
          choice(
              "compat",
              "none",
              List.of("none", "reference"),
              "`reference` reproduces the faults of the reference implementation, for comparisons"
                  + " with it. They can lose text: its cache skips a position, the ninth silent"
                  + " code in a row ends the utterance, the last codes of a full row are"
                  + " overwritten, and there is one attempt"),
          integer(
              "target-characters", "160", atLeast(1), "length that sentences are packed towards"),
          integer("max-characters", "240", atLeast(1), "maximum length of an utterance"),
          text(
              "lexicon",
              "default",
              "a file, or default",
              "respellings in addition to `conf/lexicon.tsv`: lines of a word, a tab and its"
                  + " respelling, or a W3C pronunciation lexicon (PLS)"),
          choice(
              "foreign",
              "refuse",
              List.of("refuse", "read"),
              "a book in another language than English is refused, or read as if it were English"),
          choice(
              "foreign-passages",
              "read",
              List.of("read", "announce", "skip"),
              "paragraphs in another language than their book are read as if they were in its"
                  + " language, announced in one sentence, or left out"),
          choice(
              "tables",
              "skip",
              List.of("skip", "read"),
              "tables of data are left out and listed, or read line by line; a table that lays out"
                  + " prose is read in any case"),
          integer(
              "max-unpacked-mib",
              "512",
              atLeast(1).to(4096),
              "a manuscript of more MiB, or an archive that unpacks to more, is refused"),
          integer(
              "max-text-mib",
              "64",
              atLeast(1).to(1024),
              "an archive whose texts together, or one of whose other files, have more MiB is"
                  + " refused: they are held in memory"),
          integer("max-files", "20000", atLeast(1), "an archive of more files is refused"),
          integer(
              "max-elements",
              "3000000",
              atLeast(1),
              "a page with more tags is refused: a tag takes about 200 bytes of memory"),
          choice(
              "listen",
              "off",
              List.of("off", "check", "strict"),
              "`check` compares each take with its text by ear: a missing, repeated, cut, mumbled,"
                  + " wrong or added word leads to another attempt, and is listed if it stays;"
                  + " takes get word times. `strict` leaves an utterance without a take if it"
                  + " stays. English, at 24 kHz"),
          new Setting(
              "device",
              "auto",
              "auto, cpu or cuda:N",
              "where the model runs; `auto` is the GPU that Spark assigned, else the CPU",
              value -> value.matches("auto|cpu|cuda:\\d+")),
          choice(
              "precision",
              "auto",
              List.of("auto", "single", "half"),
              "`auto` is half on a GPU and single on a CPU"),
          integer(
              "slots",
              "8; 256 on a GPU",
              atLeast(4),
              "utterances that are decoded side by side on a device; reduced if the tasks of an"
                  + " executor cannot fill them, and to what a GPU's memory has room for"),
          integer(
              "workers",
              "0",
              atLeast(0),
              "threads of the later stages, 0 for the cores that the decoder leaves, on a GPU 2 to"
                  + " 4"),
          choice(
              "low-memory",
              "false",
              List.of("true", "false"),
              "`true` keeps one network on the device at a time: all utterances in flight go"
                  + " through one stage, then through the next. Equal bytes, less memory, slower;"
                  + " more `slots` reduce the difference"),
          integer(
              "later-rows",
              "1; 16 on a GPU",
              atLeast(1),
              "utterances in one call of the decoder and of the vocoder; 1 computes each at its"
                  + " exact length. Another number rounds the sound differently"),
          integer(
              "later-step",
              "16",
              atLeast(1),
              "with more than one of `later-rows`, lengths are padded to a multiple of this number"
                  + " of codes"),
          text(
              "gpu-libraries",
              "auto",
              "auto, a folder or an s3a:// URI",
              "where the engine's libraries for a GPU are; `auto` is where `testudo gpu install`"
                  + " puts them. A URI is copied to each machine once"),
          choice(
              "cuda-graphs",
              "false",
              List.of("true", "false"),
              "`true` records decoding steps on a GPU as CUDA graphs, with the library that"
                  + " `synthesis/native/build` makes; `synthesis/GPU.md` has what it brings"),
          number(
              "unit-seconds",
              "120; on a GPU 300 to 1200, by the slots",
              above(0),
              "predicted seconds of audio of one Spark task"),
          number(
              "price-per-hour",
              "0",
              atLeast(0),
              "price of one device for an hour, in any currency: `report` and the tables then show"
                  + " what an hour of audio costs"),
          text("mastering", "audiobook", "a file of conf/mastering", "loudness and pauses by name"),
          number(
                  "target-lufs",
                  PROFILE,
                  atLeast(-40).to(-5),
                  "integrated loudness of the whole book, in LUFS")
              .or("none"),
          number(
                  "peak-ceiling-dbtp",
                  PROFILE,
                  atLeast(-20).to(0),
                  "true peaks above it are limited, in dBTP")
              .or("none"),
          integer(
                  "sample-rate-hz",
                  PROFILE,
                  atLeast(8000).to(192_000),
                  "sample rate of the chapter files, in Hz")
              .or("native"),
          pause("pause-clause-ms", "silence where a sentence was split, in ms"),
          pause("pause-sentence-ms", "silence after a sentence, in ms"),
          pause("pause-paragraph-ms", "silence after a paragraph, in ms"),
          pause("pause-heading-ms", "silence after a heading or a section, in ms"),
          pause("lead-in-ms", "silence before a chapter, in ms"),
          pause("lead-out-ms", "silence after a chapter, in ms"));

  private static final Map<String, Setting> BY_KEY =
      ALL.stream()
          .collect(
              Collectors.toMap(
                  Setting::key, Function.identity(), (one, other) -> one, LinkedHashMap::new));

  private SettingsTable() {}

  private static Setting pause(String key, String meaning) {
    return integer(key, PROFILE, atLeast(0).to(60_000), meaning);
  }

  /** {@return the settings that every file of {@code conf/mastering} has} */
  static List<Setting> ofMastering() {
    return ALL.stream()
        .filter(setting -> setting.byDefault().equals(PROFILE))
        .sorted(Comparator.comparing(Setting::key))
        .toList();
  }

  /**
   * {@return what is wrong with a line of a file, if anything}
   *
   * @param known the settings that the file may have
   */
  static Optional<String> problem(String key, String value, String file, List<Setting> known) {
    Optional<Setting> found = known.stream().filter(s -> s.key().equals(key)).findFirst();
    if (found.isEmpty()) {
      Set<String> keys = known.stream().map(Setting::key).collect(Collectors.toSet());
      return Optional.of(
          "Cannot use the unknown setting \"%s\" in %s%s"
              .formatted(key, file, Suggestion.near(key, keys)));
    }
    Setting setting = found.get();
    return setting.check().accepts(value)
        ? Optional.empty()
        : Optional.of(
            "Cannot use \"%s\" = \"%s\" in %s: it must be %s"
                .formatted(key, value, file, setting.range()));
  }

  static Optional<Setting> find(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** {@return every key, in the order of the table} */
  public static Set<String> keys() {
    return BY_KEY.keySet();
  }
}
