package dev.testudo.jobs.library;

import dev.testudo.jobs.store.StoredObject;
import dev.testudo.segmentation.CoverImage;
import java.util.Optional;
import java.util.stream.Stream;

/** The cover among an edition's files: {@code cover.jpeg}, {@code cover.png} and so on. */
public final class Covers {
  private static final String NAME = "cover.";

  private Covers() {}

  public static void write(Library library, Draft draft, CoverImage cover) {
    String kind = cover.mediaType().replaceFirst(".*/", "").replaceFirst("\\+.*", "");
    library.store().putIfAbsent(draft.folder() + NAME + kind, cover.bytes());
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
