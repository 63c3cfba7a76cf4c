-- The search index: how it is written, how it is asked, and the one function that may look past row-level security.

create extension if not exists unaccent;
create extension if not exists btree_gin;
create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

-- berth_simple keeps words as typed (names, unfinished words), berth_english stems them; both forget accents.
create text search configuration berth_simple (copy = simple);
alter text search configuration berth_simple alter mapping for hword, hword_part, word with unaccent, simple;
create text search configuration berth_english (copy = english);
alter text search configuration berth_english alter mapping for hword, hword_part, word with unaccent, english_stem;

-- A combination of kind, category and brand. Documents carry its number: filters become a list of numbers and counts for
-- filters one aggregation over an integer.
create table search_group (
  tenant_id uuid not null,
  no int generated always as identity,
  kind text not null,
  category_id uuid not null,
  brand_id uuid,
  primary key (tenant_id, no),
  unique nulls not distinct (tenant_id, kind, category_id, brand_id)
);

-- What a customer reads in a list, weighted. Published offerings only. Narrow, because common words touch a good part of it.
create table search_document (
  tenant_id uuid not null,
  id uuid not null,
  group_no int not null,
  price_minor bigint not null,
  sort_title text collate "C" not null,
  heading tsvector not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references offering on delete cascade,
  foreign key (tenant_id, group_no) references search_group
);
create index search_document_heading on search_document using gin (tenant_id, heading);
create index search_document_title on search_document (tenant_id, sort_title, id);
-- Counts without a search text come from this index alone.
create index search_document_group on search_document (tenant_id, group_no) include (price_minor);

-- The same with the description, asked when headings say too little. Without positions: half the size.
create table search_description (
  tenant_id uuid not null,
  id uuid not null,
  group_no int not null,
  price_minor bigint not null,
  sort_title text collate "C" not null,
  body tsvector not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references search_document on delete cascade
);
create index search_description_body on search_description using gin (tenant_id, body);

-- Words that occur, for mending those that do not. A word outlives its last offering, which costs one useless guess.
create table search_word (
  tenant_id uuid not null,
  word text collate "C" not null,
  primary key (tenant_id, word)
);
create index search_word_similar on search_word using gin (tenant_id, word gin_trgm_ops);

-- Operators of text search are not leakproof, so under row-level security they may not use an index. search_offerings
-- therefore runs as the owner of the tables, lets itself pass here, and names the tenant in every scan.
create policy search on search_group to current_user using (true);
create policy search on search_document to current_user using (true);
create policy search on search_description to current_user using (true);
create policy search on search_word to current_user using (true);

create function search_heading(title text, category text, brand text, tags text[], summary text) returns tsvector
immutable language sql as $$
  select setweight(to_tsvector('berth_simple', title) || to_tsvector('berth_english', title), 'A')
    || setweight(to_tsvector('berth_simple', labels) || to_tsvector('berth_english', labels), 'B')
    || setweight(to_tsvector('berth_english', summary), 'C')
  from concat_ws(' ', category, brand, array_to_string(tags, ' ')) as labels
$$;

-- Brings the index up to date with these offerings. New groups and words are inserted in order, because two imports that
-- bring the same ones must not wait for each other crosswise.
create procedure index_offerings(ids uuid[]) language sql as $$
  delete from search_document d using offering o
    where d.tenant_id = o.tenant_id and d.id = o.id and o.id = any(ids) and o.state <> 'PUBLISHED';

  insert into search_group (tenant_id, kind, category_id, brand_id)
    select distinct tenant_id, kind, category_id, brand_id from offering where id = any(ids) and state = 'PUBLISHED'
    order by tenant_id, kind, category_id, brand_id
    on conflict do nothing;

  insert into search_document
    select o.tenant_id, o.id, g.no, o.price_minor, lower(unaccent(o.title)), search_heading(o.title, c.name, b.name, o.tags, o.summary)
    from offering o
    join category c on c.tenant_id = o.tenant_id and c.id = o.category_id
    left join brand b on b.tenant_id = o.tenant_id and b.id = o.brand_id
    join search_group g on g.tenant_id = o.tenant_id and g.kind = o.kind and g.category_id = o.category_id
      and g.brand_id is not distinct from o.brand_id
    where o.id = any(ids) and o.state = 'PUBLISHED'
    on conflict (tenant_id, id) do update set
      group_no = excluded.group_no, price_minor = excluded.price_minor, sort_title = excluded.sort_title, heading = excluded.heading;

  insert into search_description
    select d.tenant_id, d.id, d.group_no, d.price_minor, d.sort_title, strip(d.heading || to_tsvector('berth_english', o.description))
    from search_document d join offering o on o.tenant_id = d.tenant_id and o.id = d.id
    where d.id = any(ids)
    on conflict (tenant_id, id) do update set
      group_no = excluded.group_no, price_minor = excluded.price_minor, sort_title = excluded.sort_title, body = excluded.body;

  insert into search_word
    select distinct o.tenant_id, word
    from offering o
    join search_document d on d.tenant_id = o.tenant_id and d.id = o.id
    cross join unnest(tsvector_to_array(
      d.heading || to_tsvector('berth_simple', o.summary) || to_tsvector('berth_simple', o.description))) as word
    where o.id = any(ids) and length(word) > 2 and ts_lexize('english_stem', word) <> '{}'
    order by 1, 2
    on conflict do nothing;
$$;

create aggregate search_all(tsquery) (sfunc = tsquery_and, stype = tsquery);
create aggregate search_any(tsquery) (sfunc = tsquery_or, stype = tsquery);

-- One typed word. `suffix` is a weight and, for an unfinished word, `*`. The English half is empty for words such as "the".
create function search_term(word text, suffix text) returns tsquery immutable language sql as $$
  select to_tsquery('berth_simple', quote_literal(word) || suffix) || to_tsquery('berth_english', quote_literal(word) || suffix)
$$;

-- Loads pg_trgm: until then only a superuser may name its settings.
select word_similarity('', '');

-- The known words nearest to an unknown one. Two edits, because swapped letters count as two.
create function search_similar(tenant uuid, typed text) returns setof text
stable set pg_trgm.word_similarity_threshold = 0.4 language sql as $$
  select w.word from search_word w
  where w.tenant_id = tenant and w.word %> typed
    and levenshtein_less_equal(left(w.word, length(typed) + 1), typed, 2) <= case when length(typed) < 4 then 1 else 2 end
  order by levenshtein_less_equal(w.word, typed, 4), word_similarity(typed, w.word) desc, w.word
  limit 3
$$;

-- Whether a word, or an unfinished word's beginning, occurs.
create function search_knows(tenant uuid, typed text, unfinished boolean) returns boolean stable language sql as $$
  select exists (
    select from search_word w
    where w.tenant_id = tenant and w.word >= typed and (w.word = typed or unfinished and w.word < typed || chr(1114111)))
$$;

-- The words as queries; the last one may be unfinished. Stop words count only among themselves. `widened` adds to each word
-- that nobody wrote the words that look like it. `weight` `A` looks at titles alone.
create function search_terms(tenant uuid, words text[], weight text, widened boolean) returns setof tsquery stable language sql as $$
  with telling as (
    select w, n from unnest(words) with ordinality as t(w, n)
    where ts_lexize('english_stem', w) is distinct from '{}' or '{}' = all (select ts_lexize('english_stem', other) from unnest(words) other)
  ),
  typed as (select w, n = max(n) over () and length(w) > 1 as unfinished from telling)
  select coalesce(term || alike, term)
  from typed
  cross join search_term(w, case when unfinished then ':*' || weight when weight <> '' then ':' || weight else '' end) as term
  left join lateral (select search_any(search_term(s, '')) as alike from search_similar(tenant, w) as s) as guess
    on widened and not search_knows(tenant, w, unfinished)
$$;

create type search_filter as (kinds text[], category_ids uuid[], brand_ids uuid[], min_price bigint, max_price bigint);

-- The groups that a filter lets through; null when it lets all through.
create function search_groups(tenant uuid, f search_filter) returns int[] stable language sql as $$
  select case when f.kinds is null and f.category_ids is null and f.brand_ids is null then null else array(
    select no from search_group
    where tenant_id = tenant and (f.kinds is null or kind = any(f.kinds))
      and (f.category_ids is null or category_id = any(f.category_ids))
      and (f.brand_ids is null or brand_id = any(f.brand_ids))) end
$$;

create function search_passes(group_no int, price_minor bigint, groups int[], f search_filter) returns boolean immutable language sql as $$
  select (groups is null or group_no = any(groups))
    and (f.min_price is null or price_minor >= f.min_price) and (f.max_price is null or price_minor <= f.max_price)
$$;

create type search_count as (group_no int, n int);
create type search_hit as (id uuid, score int, sort_title text);
create type search_page as (counts search_count[], hits search_hit[]);

-- Everything, by title.
create function search_browse(tenant uuid, f search_filter, after search_hit, page_size int) returns search_page stable language plpgsql as $$
declare
  groups int[] := search_groups(tenant, f);
  page search_page;
begin
  page.counts := array(
    select row(group_no, count(*))::search_count from search_document
    where tenant_id = tenant and search_passes(group_no, price_minor, groups, f) group by group_no);
  page.hits := array(
    select row(id, 0, sort_title)::search_hit from search_document
    where tenant_id = tenant and search_passes(group_no, price_minor, groups, f)
      and (after.id is null or (sort_title, id) > (after.sort_title, after.id))
    order by sort_title, id limit page_size);
  return page;
end
$$;

-- What matches in headings and, when asked, at most 10,000 more in descriptions. The typed title itself comes first, then
-- titles that start so, then matches of `favoured`, then by rank in `loose`. More than 2,000 are not ranked: it would cost more than it tells.
create function search_match(
  tenant uuid, f search_filter, query tsquery, favoured tsquery, loose tsquery, phrase text, descriptions boolean, after search_hit, page_size int
) returns search_page stable language plpgsql as $$
declare
  groups int[] := search_groups(tenant, f);
  page search_page;
begin
  with headed as materialized (
    select id, group_no, sort_title, heading @@ favoured as preferred from search_document
    where tenant_id = tenant and heading @@ query and search_passes(group_no, price_minor, groups, f)
  ),
  matches as (
    select * from headed
    union all
    (select id, group_no, sort_title, false from search_description s
    where descriptions and tenant_id = tenant and body @@ query and search_passes(group_no, price_minor, groups, f)
      and not exists (select from headed h where h.id = s.id)
    limit 10000)
  ),
  ranked as (
    select d.id, (ts_rank(d.heading, loose, 1) * 999999)::int as worth from search_document d
    where d.tenant_id = tenant
      and d.id = any (array(select id from matches limit (select case when count(*) <= 2000 then 2000 else 0 end from matches)))
  ),
  scored as (
    select id, sort_title, (sort_title = phrase)::int * 4000000 + starts_with(sort_title, phrase)::int * 2000000 + preferred::int * 1000000
      + coalesce(worth, 0) as score
    from matches left join ranked using (id)
  )
  select
    array(select row(group_no, count(*))::search_count from matches group by group_no),
    array(
      select row(id, score, sort_title)::search_hit from scored
      where after.id is null or score < after.score or score = after.score and (sort_title, id) > (after.sort_title, after.id)
      order by score desc, sort_title, id limit page_size)
  into page.counts, page.hits;
  return page;
end
$$;

-- Counts for the filters, most frequent first, at most 50 each.
create function search_facets(tenant uuid, counts search_count[]) returns jsonb stable language sql as $$
  with counted as (
    select facet, value, sum(n) as n
    from unnest(counts) c
    join search_group g on g.tenant_id = tenant and g.no = c.group_no,
    lateral (values ('kind', g.kind), ('category', g.category_id::text), ('brand', g.brand_id::text)) as v(facet, value)
    where value is not null group by facet, value
  ),
  placed as (select *, row_number() over (partition by facet order by n desc, value) as place from counted)
  select coalesce(jsonb_agg(jsonb_build_array(facet, value, n) order by facet, place), '[]') from placed where place <= 50
$$;

-- One way of searching: `headings`, `texts` (descriptions too) or `similar` (also words alike).
create function search_by(
  method text, tenant uuid, words text[], phrase text, f search_filter, after search_hit, page_size int
) returns search_page stable language sql as $$
  select search_match(
    tenant, f,
    (select search_all(t) from search_terms(tenant, words, '', method = 'similar') t),
    (select search_all(t) from search_terms(tenant, words, case when method = 'similar' then '' else 'A' end, false) t),
    (select search_any(t) from search_terms(tenant, words, '', method = 'similar') t),
    lower(unaccent(phrase)), method <> 'headings', after, page_size)
$$;

-- Searches the one tenant of the transaction. On the first page `how` is empty: more is looked at only while there is little
-- to show. The answer says how it searched, and the next page is asked the same way.
create function search_offerings(
  words text[], phrase text, f search_filter, how text, after search_hit, page_size int,
  out method text, out total int, out facets jsonb, out hits search_hit[]
) stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set max_parallel_workers_per_gather = 0
set work_mem = '32MB'
-- The planner takes text matching to be as cheap as comparing numbers and would read whole tables.
set enable_seqscan = off
set random_page_cost = 1.1
language plpgsql as $$
declare
  tenants uuid[] := nullif(current_setting('app.tenants', true), '')::uuid[];
  enough constant jsonb := '{"headings": 24, "texts": 3, "similar": 0}';
  page search_page;
begin
  if cardinality(tenants) is distinct from 1 then
    raise exception 'a search needs exactly one tenant in app.tenants' using errcode = 'insufficient_privilege';
  end if;
  if cardinality(words) = 0 then
    method := 'browse';
    page := search_browse(tenants[1], f, after, page_size);
  else
    foreach method in array case when how = '' then array['headings', 'texts', 'similar'] else array[how] end loop
      page := search_by(method, tenants[1], words, phrase, f, after, page_size);
      exit when how <> '' or (select coalesce(sum(n), 0) from unnest(page.counts)) >= (enough ->> method)::int;
    end loop;
  end if;
  total := (select coalesce(sum(n), 0) from unnest(page.counts));
  facets := search_facets(tenants[1], page.counts);
  hits := page.hits;
end
$$;
