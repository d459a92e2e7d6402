// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.StoredObject;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Voice;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The voices that were added to a library. {@code voices/NAME/DIGEST/} holds the latents, and a
 * record for each model that made just these; of several voices of one name the newest is used, and
 * the others stay, since takes were made with them.
 */
public final class Voices {
  private final Library library;

  public Voices(Library library) {
    this.library = library;
  }

  /**
   * {@return the voice to speak with}: the model's first if none is asked for, else the model's of
   * this name, else the newest that was added to the library for this model
   *
   * @param library opened only where the model lacks the voice; closed again
   * @throws LibraryException in one sentence if there is no such voice for this model
   */
  public static Voice choose(
      SpeechModel model, Optional<String> wanted, Supplier<Library> library) {
    String name = wanted.orElse(model.voices().get(0));
    if (model.voices().contains(name)) {
      return model.voice(name);
    }
    try (Library opened = library.get()) {
      return new Voices(opened).newest(name, model);
    }
  }

  /**
   * Keeps a voice, and makes it the newest of its name. Latents that are there already are the same
   * ones: their digest names them.
   */
  public void add(Voice voice, AddedVoice record) {
    library.store().putIfAbsent(Paths.latents(voice.name(), voice.digest()), voice.toSafetensors());
    String path = Paths.voiceRecord(voice.name(), voice.digest(), record.modelDigest());
    if (!library.store().putIfAbsent(path, Json.write(record))) {
      file(path).update(record, stored -> stored.added().isAfter(record.added()) ? stored : record);
    }
  }

  /** {@return every added voice, by name, the newest of a name first} */
  public List<AddedVoice> list() {
    return records(Paths.VOICES);
  }

  private List<AddedVoice> records(String folder) {
    return library
        .store()
        .list(folder)
        .map(StoredObject::path)
        .filter(path -> path.endsWith(".json"))
        .flatMap(path -> file(path).read().stream())
        .sorted(
            Comparator.comparing(AddedVoice::name)
                .thenComparing(AddedVoice::added, Comparator.reverseOrder()))
        .toList();
  }

  private Voice newest(String name, SpeechModel model) {
    List<AddedVoice> named = records(Paths.voices(name));
    return named.stream()
        .filter(record -> record.modelDigest().equals(model.digest()))
        .findFirst()
        .map(this::read)
        .orElseThrow(() -> new LibraryException(absent(name, model, named)));
  }

  private String absent(String name, SpeechModel model, List<AddedVoice> named) {
    if (!named.isEmpty()) {
      return "Cannot speak with voice \"%s\": it was added for model %s (%.12s), not for %s (%.12s); add it again with this one"
          .formatted(
              name, named.get(0).model(), named.get(0).modelDigest(), model.name(), model.digest());
    }
    List<String> added = list().stream().map(AddedVoice::name).distinct().toList();
    return "Cannot speak with voice \"%s\": model \"%s\" has %s, and the library %s"
        .formatted(
            name,
            model.name(),
            model.voices(),
            added.isEmpty() ? "has no voices of its own" : "has " + added);
  }

  private Voice read(AddedVoice record) {
    String path = Paths.latents(record.name(), record.digest());
    try {
      Voice voice = Voice.ofSafetensors(record.name(), library.store().read(path), path);
      if (voice.digest().equals(record.digest())) {
        return voice;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(path, e);
    }
    throw damaged(path, null);
  }

  private static LibraryException damaged(String path, Throwable cause) {
    return new LibraryException(
        "Cannot read the voice " + path + ": it is damaged; delete it and add the voice again",
        cause);
  }

  private JsonFile<AddedVoice> file(String path) {
    return new JsonFile<>(library.store(), path, AddedVoice.class);
  }
}
