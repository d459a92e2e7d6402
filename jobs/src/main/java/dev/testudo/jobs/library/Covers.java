// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.StoredObject;
import dev.testudo.segmentation.CoverImage;
import dev.testudo.synthesis.audio.Cover;
import java.util.Optional;
import java.util.stream.Stream;

/** The cover among an edition's files: {@code cover.jpeg}, {@code cover.png} and so on. */
public final class Covers {
  private static final String NAME = "cover.";

  private Covers() {}

  public static void write(Library library, Draft draft, Cover cover) {
    String kind = cover.mediaType().replaceFirst(".*/", "");
    library.store().putIfAbsent(draft.folder() + NAME + kind, cover.bytes());
  }

  /** {@return what becomes of a manuscript's cover, for a person; its first bytes decide} */
  public static String describe(CoverImage cover) {
    Cover.Format format = Cover.Format.of(cover.bytes());
    if (format.isShown()) {
      return format.name();
    }
    String name = format == Cover.Format.UNKNOWN ? cover.mediaType() : format.name();
    return format.isConvertible()
        ? name + ", of which a JPEG is made"
        : name + ", which players do not show: the book has no cover; give one by export --cover";
  }

  /** {@return the edition's cover, if it has one} */
  public static Optional<CoverImage> read(Library library, EditionRecord edition) {
    String folder = Library.editionFolder(edition.book(), edition.edition(), edition.digest());
    try (Stream<StoredObject> files = library.store().list(folder)) {
      return files
          .filter(file -> file.name().startsWith(NAME))
          .findFirst()
          .map(
              file ->
                  new CoverImage(
                      "image/" + file.name().substring(NAME.length()),
                      library.store().read(file.path())));
    }
  }
}
