// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The items of a list that was set as running text: {@code 1. Bread 2. Cheese}. The text must begin
 * with a marker, and the markers must count on.
 *
 * @param starts where items begin
 * @param markerEnds where the text of an item begins
 */
record Enumeration(NavigableSet<Integer> starts, NavigableSet<Integer> markerEnds) {
  private static final Pattern MARKER =
      Pattern.compile("(?<!\\S)[•⁃◦‣∙*-]?\\s?(?:(\\d{1,3})|([a-z]))(?:\\.\\)|\\)|\\.)\\s+(?=\\S)");

  static Enumeration find(String text) {
    NavigableSet<Integer> starts = new TreeSet<>();
    NavigableSet<Integer> ends = new TreeSet<>();
    Matcher marker = MARKER.matcher(text);
    if (!marker.lookingAt()) {
      return new Enumeration(starts, ends);
    }
    int next = value(marker);
    boolean digits = marker.group(1) != null;
    marker.reset();
    while (marker.find()) {
      if ((marker.group(1) != null) == digits && value(marker) == next) {
        starts.add(marker.start());
        ends.add(marker.end());
        next++;
      }
    }
    if (starts.size() < 2) {
      starts.clear();
    }
    return new Enumeration(starts, ends);
  }

  private static int value(Matcher marker) {
    return marker.group(1) != null
        ? Integer.parseInt(marker.group(1))
        : marker.group(2).charAt(0) - 'a' + 1;
  }

  /** {@return whether a boundary would part a marker from its item} */
  boolean isWithinMarker(int boundary) {
    Integer end = markerEnds.ceiling(boundary);
    return end != null && end == boundary;
  }
}
