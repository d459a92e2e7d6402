// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.synthesis.audio.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/** Inline SVG: lines, shares and time lines, coloured by the page's style sheet. */
final class Chart {
  private static final double WIDTH = 900;
  private static final double LEFT = 48;
  private static final double RIGHT = 12;
  private static final double TOP = 10;
  private static final double LINE_HEIGHT = 190;
  private static final double LANE = 16;
  private static final int TICKS = 5;

  private Chart() {}

  /** A part of a whole, such as a stage of the device's time. */
  record Share(String label, double value) {}

  /**
   * A stretch of time.
   *
   * @param kind names its colour in the style sheet
   */
  record Stretch(double from, double to, String kind, String label) {}

  /** What a colour means. */
  record ColorKey(String kind, String label) {}

  /** Rows of stretches that do not overlap, under one label. */
  record Lane(String label, List<List<Stretch>> rows) {}

  /**
   * {@return a step line of equal buckets over {@code seconds}}
   *
   * @param values one a bucket; NaN leaves a gap
   * @param top the upper end of the vertical axis
   */
  static String line(double[] values, double seconds, double top, String label) {
    DoubleUnaryOperator y =
        value -> TOP + (LINE_HEIGHT - TOP) * (1 - Math.min(value, top) / (top > 0 ? top : 1));
    StringBuilder svg = open(LINE_HEIGHT + 24, label);
    for (int i = 0; i <= 4; i++) {
      double value = top * i / 4;
      svg.append(rule(LEFT, y.applyAsDouble(value), WIDTH - RIGHT, y.applyAsDouble(value)));
      svg.append(text(LEFT - 6, y.applyAsDouble(value) + 4, "end", number(value)));
    }
    svg.append("<path class=\"line\" d=\"").append(path(values, y)).append("\"/>");
    return svg.append(timeAxis(seconds, LINE_HEIGHT)).append("</svg>").toString();
  }

  private static String path(double[] values, DoubleUnaryOperator y) {
    StringBuilder path = new StringBuilder();
    double step = (WIDTH - LEFT - RIGHT) / values.length;
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        drawing = false;
        continue;
      }
      double height = y.applyAsDouble(values[i]);
      path.append(drawing ? "V" + point(height) : "M" + point(LEFT + i * step, height));
      path.append("H").append(point(LEFT + (i + 1) * step));
      drawing = true;
    }
    return path.toString();
  }

  /** {@return one bar that is divided like the shares, with a legend} */
  static String shares(List<Share> shares, String label) {
    double whole = shares.stream().mapToDouble(Share::value).sum();
    StringBuilder svg = open(34, label);
    List<ColorKey> keys = new ArrayList<>();
    double x = 0;
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      double part = RunFigures.share(share.value(), whole);
      svg.append(bar(x, 2, part * WIDTH, 28, "part" + i, share.label()));
      String amount = " " + number(share.value()) + " s (" + percent(part) + ")";
      keys.add(new ColorKey("part" + i, share.label() + amount));
      x += part * WIDTH;
    }
    return svg.append("</svg>") + legend(keys);
  }

  static String legend(List<ColorKey> keys) {
    return keys.stream()
        .map(key -> "<li><i class=\"" + key.kind() + "\"></i>" + Html.text(key.label()) + "</li>")
        .collect(Collectors.joining("", "<ul class=\"legend\">", "</ul>"));
  }

  /** {@return bars over a time axis of {@code seconds}, a block of rows for each lane} */
  static String timeline(List<Lane> lanes, double seconds, String label) {
    double height = TOP + lanes.stream().mapToDouble(lane -> lane.rows().size() * LANE + 6).sum();
    double perSecond = (WIDTH - LEFT - RIGHT) / Math.max(seconds, 1e-3);
    StringBuilder svg = open(height + 24, label);
    double y = TOP;
    for (Lane lane : lanes) {
      svg.append(text(LEFT - 6, y + 12, "end", lane.label()));
      for (List<Stretch> row : lane.rows()) {
        for (Stretch stretch : row) {
          double width = Math.max(1, (stretch.to() - stretch.from()) * perSecond - 1);
          double x = LEFT + stretch.from() * perSecond;
          svg.append(bar(x, y, width, LANE - 3, stretch.kind(), stretch.label()));
        }
        y += LANE;
      }
      y += 6;
    }
    return svg.append(timeAxis(seconds, y)).append("</svg>").toString();
  }

  /** {@return the stretches in as few rows as they fit in without overlap} */
  static List<List<Stretch>> rows(List<Stretch> stretches) {
    List<List<Stretch>> rows = new ArrayList<>();
    for (Stretch stretch : stretches) {
      rows.stream()
          .filter(row -> row.get(row.size() - 1).to() <= stretch.from())
          .findFirst()
          .orElseGet(
              () -> {
                rows.add(new ArrayList<>());
                return rows.get(rows.size() - 1);
              })
          .add(stretch);
    }
    return rows;
  }

  private static StringBuilder open(double height, String label) {
    return new StringBuilder(
        "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">"
            .formatted(point(WIDTH), point(height), Html.text(label)));
  }

  private static String timeAxis(double seconds, double y) {
    StringBuilder axis = new StringBuilder(rule(LEFT, y, WIDTH - RIGHT, y));
    for (int i = 0; i <= TICKS; i++) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * i / TICKS;
      String anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
      axis.append(text(x, y + 16, anchor, Durations.text(seconds * i / TICKS)));
    }
    return axis.toString();
  }

  private static String bar(
      double x, double y, double width, double height, String kind, String title) {
    return "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"><title>%s</title></rect>"
        .formatted(kind, point(x), point(y), point(width), point(height), Html.text(title));
  }

  private static String rule(double x1, double y1, double x2, double y2) {
    return "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
        .formatted(point(x1), point(y1), point(x2), point(y2));
  }

  private static String text(double x, double y, String anchor, String text) {
    return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
        .formatted(point(x), point(y), anchor, Html.text(text));
  }

  private static String point(double x, double y) {
    return point(x) + " " + point(y);
  }

  private static String point(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
