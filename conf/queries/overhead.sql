-- What did Spark, ledger, encoding and publishing cost beside the devices, start-up excluded? Where
-- stages run side by side on a device, its seconds overlap, and the share is lower than the truth.
SELECT run, book, devices, rendered,
       round(wallSeconds - startupSeconds, 1) AS seconds,
       round(deviceSeconds / devices, 1) AS deviceSecondsEach,
       round(1 - deviceSeconds / devices / (wallSeconds - startupSeconds), 3) AS overhead
FROM runs
WHERE rendered > 0
ORDER BY started
