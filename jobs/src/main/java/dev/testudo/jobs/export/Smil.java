// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import java.util.ArrayList;
import java.util.List;

/** A media overlay: which element of a page is heard when. */
final class Smil {
  private final String page;
  private final List<Clip> clips = new ArrayList<>();

  /** An element and its stretch of an audio file. */
  private record Clip(String id, String audio, long startMillis, long endMillis) {}

  /**
   * @param page relative to the overlay
   */
  Smil(String page) {
    this.page = page;
  }

  /**
   * Adds an element.
   *
   * @param audio file, relative to the overlay
   */
  void add(String id, String audio, double startSeconds, double endSeconds) {
    long start = Math.round(startSeconds * 1000);
    clips.add(new Clip(id, audio, start, Math.max(start + 1, Math.round(endSeconds * 1000))));
  }

  boolean isEmpty() {
    return clips.isEmpty();
  }

  /** {@return the sum of its clips} */
  double seconds() {
    return clips.stream().mapToLong(clip -> clip.endMillis() - clip.startMillis()).sum() / 1000.0;
  }

  String text() {
    StringBuilder out =
        new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
            <body>
            """);
    out.append("<seq id=\"all\" epub:textref=\"%s\">\n".formatted(Markup.escaped(page)));
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      out.append(
          "<par id=\"p%d\"><text src=\"%s#%s\"/><audio src=\"%s\" clipBegin=\"%s\" clipEnd=\"%s\"/></par>\n"
              .formatted(
                  i + 1,
                  Markup.escaped(page),
                  clip.id(),
                  Markup.escaped(clip.audio()),
                  Markup.clock(clip.startMillis() / 1000.0),
                  Markup.clock(clip.endMillis() / 1000.0)));
    }
    return out.append("</seq>\n</body>\n</smil>\n").toString();
  }
}
