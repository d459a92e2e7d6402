// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a decoding slot is doing, by the names that the module gives its status codes. */
enum SlotStatus {
  FREE,
  LIVE,
  STOPPED,
  /** It has drawn as many codes as it may, without a stop. */
  CAPPED;

  /** {@return the name in the module's dictionary} */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return each status by its code}
   *
   * @param codes by name, as the module says
   */
  static Map<Long, SlotStatus> byCode(Map<String, Long> codes) {
    Map<Long, SlotStatus> statuses = new HashMap<>();
    for (SlotStatus status : values()) {
      statuses.put(codes.get(status.key()), status);
    }
    if (codes.size() != values().length
        || statuses.size() != codes.size()
        || statuses.containsKey(null)) {
      throw new SynthesisException(
          Category.MODEL,
          "Cannot use this model: its status codes are %s where %s are known; import it again"
              .formatted(codes, Arrays.stream(values()).map(SlotStatus::key).toList()));
    }
    return statuses;
  }
}
