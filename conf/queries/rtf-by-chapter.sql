-- What did each chapter cost, and where did the device spend it?
SELECT book, edition, chapter,
       count(*) AS utterances,
       round(sum(audioSeconds), 1) AS audioSeconds,
       round(sum(deviceSeconds) / sum(audioSeconds), 3) AS realTimeFactor,
       round(sum(autoregressiveSeconds) / sum(deviceSeconds), 2) AS autoregressiveShare,
       round(sum(diffusionSeconds) / sum(deviceSeconds), 2) AS diffusionShare,
       round(sum(vocoderSeconds) / sum(deviceSeconds), 2) AS vocoderShare
FROM utterances
GROUP BY book, edition, chapter
ORDER BY book, edition, chapter
