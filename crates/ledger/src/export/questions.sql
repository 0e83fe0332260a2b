-- Sums by provider and year, one for each type and currency: these are never added to each other.
-- The same as: counterfoil ask totals --by provider,year
SELECT provider, extract(year FROM transaction_date) AS year, transaction_type, currency,
       sum(value) AS total, count(value) AS transactions, count(*) - count(value) AS without_value
FROM transactions
GROUP BY provider, extract(year FROM transaction_date), transaction_type, currency
ORDER BY provider NULLS FIRST, year NULLS FIRST, transaction_type NULLS FIRST, currency NULLS FIRST;

-- Both books of every pair of reporters of which one names the other: what the giver says it gave, what the receiver says it
-- received. The two are laid beside each other and never added. What was paid, committed and pledged stands apart.
WITH
  reporter AS (
    SELECT DISTINCT upper(trim(reporting_org_ref)) AS ref FROM activities WHERE reporting_org_ref IS NOT NULL
  ),
  activity AS (
    SELECT DISTINCT upper(trim(iati_identifier)) AS id, upper(trim(reporting_org_ref)) AS ref
    FROM activities WHERE iati_identifier IS NOT NULL AND reporting_org_ref IS NOT NULL
  ),
  line AS (
    SELECT *, upper(trim(reporting_org_ref)) AS reporter_ref,
           transaction_type IN ('2', '3', '4', '7', '8', '10', '12') AS is_out,
           CASE WHEN transaction_type IN ('2', '11') THEN 'committed'
                WHEN transaction_type IN ('12', '13') THEN 'pledged'
                ELSE 'paid' END AS series
    FROM transactions
    WHERE transaction_type IN ('1', '2', '3', '4', '7', '8', '9', '10', '11', '12', '13')
  ),
  -- The other side of a line: the reporter of the activity that it names, or the organisation that it names.
  named AS (
    SELECT line.publication, line.path, line.is_out, line.series, line.currency, line.value, line.reporter_ref,
           activity.ref AS other_ref
    FROM line JOIN activity
      ON activity.id = upper(trim(CASE WHEN line.is_out THEN line.receiver_activity_id ELSE line.provider_activity_id END))
    UNION
    SELECT line.publication, line.path, line.is_out, line.series, line.currency, line.value, line.reporter_ref,
           reporter.ref
    FROM line JOIN reporter
      ON reporter.ref = upper(trim(CASE WHEN line.is_out THEN line.receiver_org_ref ELSE line.provider_org_ref END))
    WHERE NOT CASE WHEN line.is_out THEN line.receiver_implied ELSE line.provider_implied END
  ),
  book AS (
    SELECT CASE WHEN is_out THEN reporter_ref ELSE other_ref END AS giver,
           CASE WHEN is_out THEN other_ref ELSE reporter_ref END AS receiver,
           series, currency, is_out, value
    FROM named WHERE reporter_ref <> other_ref
  )
SELECT giver, receiver, series, currency,
       sum(CASE WHEN is_out THEN value END) AS giver_says,
       sum(CASE WHEN is_out THEN 1 ELSE 0 END) AS giver_lines,
       sum(CASE WHEN NOT is_out THEN value END) AS receiver_says,
       sum(CASE WHEN NOT is_out THEN 1 ELSE 0 END) AS receiver_lines
FROM book
GROUP BY giver, receiver, series, currency
ORDER BY giver, receiver, series, currency NULLS FIRST;

-- Activities by place: how many name it, for themselves or for one of their transactions.
SELECT place, count(DISTINCT concat(publication, ' ', activity)) AS activities
FROM (SELECT place, publication, split_part(path, '/', 1) AS activity FROM places WHERE place IS NOT NULL) AS named
GROUP BY place
ORDER BY activities DESC, place;

-- What the rows rest on.
SELECT publication, dataset, publisher_name, published_date, published_basis, source, activities, transactions
FROM publications
ORDER BY publication;
