// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Tells the addresses of sites and of mail, and the names of files and sites, from prose. */
final class AddressRules {
  private static final String PATH = "[\\w./~%?=&#+:@-]{0,500}[\\w/]";
  private static final String DOMAINS =
      "(?:com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|tv|eu|uk|us|ca|au|nz|ie|de|fr|es|it|nl|ch|at|ru|jp|cn|in)";

  private AddressRules() {}

  static void addTo(List<SpeechRule> rules, Verbalizer words, WordList list) {
    rules.add(always("(?:https?|ftp|file)://(/?" + PATH + ")", m -> words.address(m.group(1))));
    rules.add(always("www\\." + PATH, m -> words.address(m.group())));
    rules.add(
        always(
            "[\\w.+&-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,5}(?:/" + PATH + ")?",
            m -> words.address(m.group())));
    rules.add(
        when(
            "[A-Za-z0-9-]{2,63}\\.(?:[a-z0-9-]{2,63}\\.){0,3}"
                + DOMAINS
                + "(?![\\w-]|\\.\\w)(?:/"
                + PATH
                + ")?",
            (m, c) -> isName(m, list) ? Optional.of(words.address(m.group())) : Optional.empty()));
    rules.add(
        when(
            "[\\p{L}\\d_-]{1,40}(?:\\.[a-z][a-z0-9]{0,4}){1,3}(?![\\w.-])(?<!\\.[ap]\\.?m)",
            (m, c) ->
                isFileName(m.group(), list)
                    ? Optional.of(words.address(m.group()))
                    : Optional.empty()));
  }

  // "go.in" is two words whose space was lost, "example.in" is a site.
  private static boolean isName(Matcher match, WordList list) {
    String[] parts = match.group().split("[./]", -1);
    return !(parts.length == 2 && list.isCommon(parts[1]) && list.contains(parts[0]));
  }

  private static boolean isFileName(String name, WordList list) {
    String[] parts = name.split("\\.", -1);
    String last = parts[parts.length - 1];
    return parts[0].length() > 1 && last.length() > 1 && !list.isCommon(last);
  }
}
