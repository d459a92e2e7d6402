// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

/** Verbs that say that somebody speaks, as a pattern. */
final class SpeechVerbs {
  static final String VERB =
      "(?:said|says|asked|asks|cried|cries|replied|replies|answered|answers|exclaimed|exclaims"
          + "|returned|continued|continues|added|adds|remarked|remarks|observed|shouted|shouts"
          + "|whispered|whispers|murmured|murmurs|muttered|mutters|demanded|inquired|enquired"
          + "|called|repeated|declared|suggested|explained|interrupted|interposed|protested"
          + "|insisted|admitted|agreed|began|begged|retorted|rejoined|responded|resumed|pursued"
          + "|gasped|growled|groaned|sighed|sobbed|screamed|shrieked|yelled|roared|snapped"
          + "|snarled|stammered|faltered|warned|urged|assured|announced|concluded|confessed"
          + "|objected|commented|persisted|laughed|queried|quoth|ejaculated|thought|bawled"
          + "|bellowed|hissed|grumbled|chuckled|drawled|exploded|appended|denied|pleaded|proceeded"
          + "|proposed|reflected|mused|vociferated|mourned|moaned|remonstrated|assented|grunted"
          + "|ventured|corrected|lamented|complained|wailed|whimpered|piped|croaked|thundered|panted"
          + "|volunteered|hinted|commanded|went on|broke in|put in|burst out|struck in"
          + "|jerked in|chimed in|cut in|called out|cried out|sang out)";

  private SpeechVerbs() {}
}
