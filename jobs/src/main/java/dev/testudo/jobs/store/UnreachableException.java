package dev.testudo.jobs.store;

/** A server does not answer, or gives up: the same may go well the next time. */
public final class UnreachableException extends StorageException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
