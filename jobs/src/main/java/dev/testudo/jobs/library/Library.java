// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.Probe;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import dev.testudo.jobs.table.ParquetTable;
import dev.testudo.synthesis.Sha256;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What lies in object storage, and where. Safe for any number of threads.
 *
 * <pre>
 * plans/book=BOOK/plan-DIGEST.parquet        _work.json, _latest-EDITION.json, _retakes.json
 * takes/book=BOOK/DIGEST.parquet
 * words/book=BOOK/DIGEST.parquet              what was heard later in the takes file of that name
 * voices/NAME/DIGEST/                        latents.safetensors, model-DIGEST.json
 * metrics/{utterances,tasks,runs}/run=RUN/
 * editions/BOOK/EDITION/DIGEST/...           chapter files, takes.parquet: immutable
 * editions/BOOK/EDITION/edition.json         the published edition: the truth
 * editions/BOOK/EDITION/history/VERSION.json what edition.json was before
 * checks/BOOK/EDITION/PROFILE.json          what exported files were measured to be
 * leases/BOOK/EDITION.json
 * quarantine/...
 * </pre>
 */
public final class Library implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Library.class);
  private static final int MAX_SLUG = 80;

  private final ObjectStore store;

  private Library(ObjectStore store) {
    this.store = store;
  }

  /** Opens the library that the store holds; {@link #close} closes the store. */
  public static Library over(ObjectStore store) {
    return new Library(store);
  }

  /**
   * Opens the library at a place.
   *
   * @throws dev.testudo.jobs.store.UnreachableException in one sentence if the storage does not
   *     answer
   */
  public static Library open(StoreLocation location) {
    return new Library(Probe.openAnswering(location));
  }

  public ObjectStore store() {
    return store;
  }

  /**
   * Checks that objects can be written here, and conditionally.
   *
   * @throws LibraryException in one sentence if not
   */
  public void requireWritable() {
    Probe.missingGuarantee(store)
        .ifPresent(
            sentence -> {
              throw new LibraryException(sentence);
            });
  }

  /** {@return the slug of author and title, by which a book without {@code --book} is known} */
  public static String slug(String author, String title) {
    String name = author.isBlank() ? title : author + " " + title;
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replaceAll("['\u2019]", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    if (plain.isEmpty()) {
      // A name in another script: nothing of it is left, so its digest stands for it.
      return "book-" + Sha256.ofText(name).substring(0, 12);
    }
    return plain.length() <= MAX_SLUG
        ? plain
        : plain.substring(0, MAX_SLUG).replaceAll("-[^-]*$", "");
  }

  /**
   * Takes the name of a book for a work.
   *
   * @throws LibraryException in one sentence if another work has it
   */
  public void claim(String book, String author, String title) {
    Work wanted = new Work(author, title);
    store.putIfAbsent(Paths.work(book), Json.write(wanted));
    requireOwner(book, author, title);
  }

  /**
   * Refuses a name that belongs to another work.
   *
   * @throws LibraryException in one sentence that names the other work
   */
  public void requireOwner(String book, String author, String title) {
    otherOwner(book, author, title)
        .ifPresent(
            owner -> {
              throw new LibraryException(
                  "Cannot use the name \"%s\": it belongs to another work (%s); choose a name by --book"
                      .formatted(book, owner));
            });
  }

  /**
   * {@return the work that has the name, such as {@code "Emma" by Jane Austen}, if not this one}
   */
  public Optional<String> otherOwner(String book, String author, String title) {
    return new JsonFile<>(store, Paths.work(book), Work.class)
        .read()
        .filter(owner -> !slug(owner.author(), owner.title()).equals(slug(author, title)))
        .map(Work::toString);
  }

  /** {@return author and title for a person, such as {@code "Emma" by Jane Austen}} */
  public static String workName(String author, String title) {
    return new Work(author, title).toString();
  }

  /** Gives the name of a book to a work, whichever has it: for a person who names the book. */
  public void rename(String book, String author, String title) {
    Work wanted = new Work(author, title);
    if (!store.putIfAbsent(Paths.work(book), Json.write(wanted))) {
      new JsonFile<>(store, Paths.work(book), Work.class).update(wanted, stored -> wanted);
    }
  }

  /** {@return the books that have a plan, in name order} */
  public List<String> books() {
    return store.folders(Paths.PLANS).stream().map(Paths::bookOf).toList();
  }

  /** {@return the names of a book's published editions, in name order} */
  public List<String> editions(String book) {
    String folder = Paths.EDITIONS + Paths.requireName("a book", book) + "/";
    return store
        .list(folder)
        .map(object -> object.path().substring(folder.length()).split("/", -1))
        .filter(parts -> parts.length == 2 && parts[1].equals(Paths.EDITION_FILE))
        .map(parts -> parts[0])
        .toList();
  }

  /** Stores the plan and makes it the latest of its book and edition. */
  public void savePlan(BookPlan plan) {
    String digest = plan.digest();
    store.putIfAbsent(Paths.plan(plan.book(), digest), PlanFile.write(plan));
    Latest latest = new Latest(digest, plan.planned());
    new JsonFile<>(store, Paths.latestPlan(plan.book(), plan.edition()), Latest.class)
        .update(
            Latest.NONE, stored -> stored.planned().isAfter(latest.planned()) ? stored : latest);
  }

  /** Stores what a plan was made from. */
  public void saveText(BookPlan plan, BookText text, Optional<KeptManuscript> original) {
    store.putIfAbsent(Paths.text(plan.book(), plan.text()), Json.write(text));
    original.ifPresent(epub -> store.putIfAbsent(epub.path(), epub.content()));
  }

  /** {@return the text that a plan was made from; empty for a plan of an older version} */
  public Optional<BookText> text(BookPlan plan) {
    if (plan.text().isEmpty()) {
      return Optional.empty();
    }
    String path = Paths.text(plan.book(), plan.text());
    return store.readVersioned(path).map(file -> Json.read(file.bytes(), BookText.class, path));
  }

  /** {@return the plan that was made last} */
  public Optional<BookPlan> latestPlan(String book, String edition) {
    return new JsonFile<>(store, Paths.latestPlan(book, edition), Latest.class)
        .read()
        .flatMap(latest -> plan(book, latest.digest()).map(p -> p.withPlanned(latest.planned())));
  }

  /** {@return the latest plans of all editions of a book} */
  List<BookPlan> latestPlans(String book) {
    return store
        .list(Paths.plans(book))
        .map(StoredObject::name)
        .filter(name -> name.startsWith("_latest-"))
        .map(name -> name.substring("_latest-".length(), name.length() - ".json".length()))
        .flatMap(edition -> latestPlan(book, edition).stream())
        .toList();
  }

  /**
   * {@return the plan of this digest, or empty if it is not there}
   *
   * @throws LibraryException in one sentence if its file is damaged
   */
  public Optional<BookPlan> plan(String book, String digest) {
    String path = Paths.plan(book, digest);
    try {
      return store.readVersioned(path).map(file -> PlanFile.read(file.bytes(), path));
    } catch (CorruptTableException e) {
      throw new LibraryException(
          "Cannot read the plan " + path + ": it is damaged; delete it and plan again", e);
    }
  }

  /** {@return the published edition, or empty if there is none} */
  public Optional<EditionRecord> edition(String book, String edition) {
    return editionFile(book, edition).read();
  }

  JsonFile<EditionRecord> editionFile(String book, String edition) {
    return new JsonFile<>(store, Paths.editionFile(book, edition), EditionRecord.class);
  }

  /** {@return where the takes of a published edition lie, in book order} */
  public List<EditionTake> takes(EditionRecord record) {
    String folder = editionFolder(record.book(), record.edition(), record.digest());
    return store.readVersioned(folder + Paths.TAKES_FILE).stream()
        .flatMap(file -> EditionTakesTable.TABLE.read(file.bytes()).stream())
        .filter(take -> take.ordinal() != EditionTake.SPARE)
        .toList();
  }

  /** Keeps what exported files were measured to be, in place of an earlier result. */
  public void saveCheck(DeliveryCheck check) {
    String path = Paths.check(check.book(), check.edition(), check.profile());
    try {
      if (!store.putIfAbsent(path, Json.write(check))) {
        new JsonFile<>(store, path, DeliveryCheck.class).update(check, stored -> check);
      }
    } catch (StorageException e) {
      // A user who exports may have no right to write here.
      LOG.warn("The result is not kept for the report: {}", e.getMessage());
    }
  }

  /** {@return what exported files were measured to be, of one book or of all, in name order} */
  public List<DeliveryCheck> checks(Optional<String> book) {
    return store
        .list(Paths.CHECKS)
        .map(StoredObject::path)
        .sorted()
        .flatMap(path -> new JsonFile<>(store, path, DeliveryCheck.class).read().stream())
        .filter(check -> book.map(check.book()::equals).orElse(true))
        .toList();
  }

  /** {@return the folder of an edition's immutable files, ending in a slash} */
  public static String editionFolder(String book, String edition, String digest) {
    return Paths.edition(book, edition) + digest + "/";
  }

  /** {@return where the rows of a metrics table go that a run has about a book} */
  public static String metricsFile(ParquetTable<?> table, String run, String book) {
    return "metrics/%s/run=%s/%s.parquet"
        .formatted(
            table.name(), Paths.requireName("a run", run), Paths.requireName("a book", book));
  }

  @Override
  public void close() {
    store.close();
  }

  /** Whose name a book's is. */
  private record Work(String author, String title) {
    @Override
    public String toString() {
      return author.isBlank() ? "\"" + title + "\"" : "\"" + title + "\" by " + author;
    }
  }

  /** Which plan was made last. */
  private record Latest(String digest, Instant planned) {
    static final Latest NONE = new Latest("", Instant.EPOCH);
  }
}
