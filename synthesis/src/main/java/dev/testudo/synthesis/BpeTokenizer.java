// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text to ids by byte-pair encoding, from the JSON file of the Hugging Face tokenizers library:
 * added tokens are cut out first, the rest is split into runs of word and of other characters, and
 * in each run the merge of lowest rank is applied until none is left. A character outside the
 * vocabulary becomes the unknown token, one each.
 */
final class BpeTokenizer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WORDS =
      Pattern.compile("\\w+|[^\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String SPACE = "[SPACE]";

  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final Map<Pair, Integer> mergeRanks = new HashMap<>();
  private final Map<String, Integer> addedTokens = new HashMap<>();
  private final Pattern addedToken;
  private final int unknownId;

  private record Pair(String left, String right) {}

  private BpeTokenizer(JsonNode root) {
    JsonNode model = root.path("model");
    require("BPE".equals(model.path("type").asText()), "model.type", "BPE");
    require(root.path("normalizer").isNull(), "normalizer", "null");
    require(
        "Whitespace".equals(root.path("pre_tokenizer").path("type").asText()),
        "pre_tokenizer.type",
        "Whitespace");
    require(!model.path("fuse_unk").asBoolean(), "model.fuse_unk", "false");
    model.path("vocab").properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt()));
    root.path("added_tokens")
        .forEach(
            token -> addedTokens.put(token.path("content").asText(), token.path("id").asInt()));
    require(addedTokens.containsKey(SPACE), "added_tokens", "a list with " + SPACE);
    model.path("merges").forEach(merge -> mergeRanks.put(pair(merge), mergeRanks.size()));
    Integer unknown = vocabulary.get(model.path("unk_token").asText());
    require(unknown != null, "model.unk_token", "a token of the vocabulary");
    unknownId = unknown;
    addedToken =
        Pattern.compile(
            addedTokens.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
  }

  /**
   * Merges are written {@code "a b"} by older versions of the library, {@code ["a", "b"]} later.
   */
  private static Pair pair(JsonNode merge) {
    if (merge.isArray()) {
      return new Pair(merge.get(0).asText(), merge.get(1).asText());
    }
    String[] parts = merge.asText().split(" ", 2);
    return new Pair(parts[0], parts[1]);
  }

  private static void require(boolean ok, String key, String requirement) {
    if (!ok) {
      throw new IllegalArgumentException("\"" + key + "\" must be " + requirement);
    }
  }

  /**
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it describes another kind of tokenizer
   */
  static BpeTokenizer read(Path file) throws IOException {
    try {
      return new BpeTokenizer(JSON.readTree(file.toFile()));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IllegalArgumentException(
          "Cannot use tokenizer " + file + ": it is not a JSON document", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Cannot use tokenizer " + file + ": " + e.getMessage(), e);
    }
  }

  int unknownId() {
    return unknownId;
  }

  boolean knows(int codePoint) {
    return vocabulary.containsKey(Character.toString(codePoint));
  }

  /** {@return the ids of a text, its spaces as the space token} */
  long[] encode(String text) {
    String spaced = text.replace(" ", SPACE);
    List<Integer> ids = new ArrayList<>();
    Matcher added = addedToken.matcher(spaced);
    int end = 0;
    while (added.find()) {
      encodeWords(spaced.substring(end, added.start()), ids);
      ids.add(addedTokens.get(added.group()));
      end = added.end();
    }
    encodeWords(spaced.substring(end), ids);
    return ids.stream().mapToLong(Integer::longValue).toArray();
  }

  private void encodeWords(String text, List<Integer> ids) {
    Matcher words = WORDS.matcher(text);
    while (words.find()) {
      for (String symbol : merged(words.group())) {
        ids.add(vocabulary.getOrDefault(symbol, unknownId));
      }
    }
  }

  private List<String> merged(String word) {
    List<String> symbols =
        new ArrayList<>(
            Arrays.asList(word.codePoints().mapToObj(Character::toString).toArray(String[]::new)));
    for (int at = lowestRank(symbols); at >= 0; at = lowestRank(symbols)) {
      symbols.set(at, symbols.get(at) + symbols.remove(at + 1));
    }
    return symbols;
  }

  /** {@return where the pair of lowest rank begins, the first of equals, or -1} */
  private int lowestRank(List<String> symbols) {
    int best = Integer.MAX_VALUE;
    int at = -1;
    for (int i = 0; i + 1 < symbols.size(); i++) {
      int rank = mergeRanks.getOrDefault(new Pair(symbols.get(i), symbols.get(i + 1)), best);
      if (rank < best) {
        best = rank;
        at = i;
      }
    }
    return at;
  }
}
