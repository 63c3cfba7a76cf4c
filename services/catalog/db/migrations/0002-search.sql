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

-- Published offerings only. `heading` is what a customer reads in a list, weighted; `body` is that and the description,
-- without positions: half the size, because matches in descriptions are not ranked against each other.
create table search_document (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  category_id uuid not null,
  brand_id uuid,
  price_minor bigint not null,
  sort_title text collate "C" not null,
  heading tsvector not null,
  body tsvector not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references offering on delete cascade
);
create index search_document_text on search_document using gin (tenant_id, heading, body);
create index search_document_title on search_document (tenant_id, sort_title, id);
create index search_document_category on search_document (tenant_id, category_id, sort_title, id);
create index search_document_brand on search_document (tenant_id, brand_id, sort_title, id);
-- Counts without a search text come from this index alone.
create index search_document_groups on search_document (tenant_id, kind, category_id, brand_id) include (price_minor);

-- Words that occur, for mending those that do not. A word outlives its last offering, which costs one useless guess.
create table search_word (
  tenant_id uuid not null,
  word text collate "C" not null,
  primary key (tenant_id, word)
);
create index search_word_similar on search_word using gin (tenant_id, word gin_trgm_ops);

-- Operators of text search are not leakproof, so under row-level security they may not use an index: 40 times slower.
-- search_offerings therefore runs as the owner of the tables, lets itself pass here, and names the tenant in every scan.
create policy search on search_document to current_user using (true);
create policy search on search_word to current_user using (true);

create function search_heading(title text, category text, brand text, tags text[], summary text) returns tsvector
immutable language sql as $$
  select setweight(to_tsvector('berth_simple', title) || to_tsvector('berth_english', title), 'A')
    || setweight(to_tsvector('berth_simple', labels) || to_tsvector('berth_english', labels), 'B')
    || setweight(to_tsvector('berth_english', summary), 'C')
  from concat_ws(' ', category, brand, array_to_string(tags, ' ')) as labels
$$;

-- Brings the index up to date with these offerings.
create procedure index_offerings(ids uuid[]) language sql as $$
  delete from search_document d using offering o
    where d.tenant_id = o.tenant_id and d.id = o.id and o.id = any(ids) and o.state <> 'PUBLISHED';
  insert into search_document
    select o.tenant_id, o.id, o.kind, o.category_id, o.brand_id, o.price_minor, lower(unaccent(o.title)), heading,
      strip(heading) || strip(to_tsvector('berth_english', o.description))
    from offering o
    join category c on c.tenant_id = o.tenant_id and c.id = o.category_id
    left join brand b on b.tenant_id = o.tenant_id and b.id = o.brand_id
    cross join search_heading(o.title, c.name, b.name, o.tags, o.summary) as heading
    where o.id = any(ids) and o.state = 'PUBLISHED'
    on conflict (tenant_id, id) do update set
      kind = excluded.kind, category_id = excluded.category_id, brand_id = excluded.brand_id,
      price_minor = excluded.price_minor, sort_title = excluded.sort_title, heading = excluded.heading, body = excluded.body;
  -- In order, because two imports that bring the same new words must not wait for each other crosswise.
  insert into search_word
    select distinct o.tenant_id, word
    from offering o
    join search_document d on d.tenant_id = o.tenant_id and d.id = o.id
    cross join unnest(tsvector_to_array(
      d.heading || to_tsvector('berth_simple', o.summary) || to_tsvector('berth_simple', o.description))) as word
    where o.id = any(ids) and length(word) > 2
    order by 1, 2
    on conflict do nothing;
$$;

-- One typed word. `suffix` is a weight and, for an unfinished word, `*`. The English half is empty for words such as "the".
create function search_term(word text, suffix text) returns tsquery immutable language sql as $$
  select to_tsquery('berth_simple', quote_literal(word) || suffix) || to_tsquery('berth_english', quote_literal(word) || suffix)
$$;

-- The known words nearest to an unknown one. Two edits, because swapped letters count as two.
create function search_similar(tenant uuid, typed text) returns setof text
stable set pg_trgm.word_similarity_threshold = 0.4 language sql as $$
  select w.word from search_word w
  where w.tenant_id = tenant and w.word %> typed
    and levenshtein_less_equal(left(w.word, length(typed) + 1), typed, 2) <= case when length(typed) < 4 then 1 else 2 end
  order by levenshtein_less_equal(w.word, typed, 4), word_similarity(typed, w.word) desc, w.word
  limit 3
$$;

-- The query that all words make together, the last one perhaps unfinished. Stop words count only among themselves.
-- `widened` adds to each word that nobody wrote the words that look like it. `weight` `A` looks at titles alone.
create function search_query(tenant uuid, words text[], weight text, widened boolean) returns tsquery stable language plpgsql as $$
declare
  telling text[] := array(
    select w from unnest(words) with ordinality as t(w, n) where numnode(to_tsquery('berth_english', quote_literal(w))) > 0 order by n);
  typed text[] := case when telling = '{}' then words else telling end;
  weighted text := case when weight = '' then '' else ':' || weight end;
  unfinished boolean;
  guess text;
  term tsquery;
  result tsquery;
begin
  for i in 1 .. cardinality(typed) loop
    unfinished := i = cardinality(typed) and length(typed[i]) > 1;
    term := search_term(typed[i], case when unfinished then ':*' || weight else weighted end);
    if widened and not exists (
      select from search_word w
      where w.tenant_id = tenant and (w.word = typed[i] or unfinished and w.word >= typed[i] and w.word < typed[i] || chr(1114111))
    ) then
      for guess in select search_similar(tenant, typed[i]) loop
        term := term || search_term(guess, weighted);
      end loop;
    end if;
    result := coalesce(result && term, term);
  end loop;
  return result;
end
$$;

create type search_filter as (kinds text[], category_ids uuid[], brand_ids uuid[], min_price bigint, max_price bigint);

create function search_passes(d search_document, f search_filter) returns boolean immutable language sql as $$
  select (f.kinds is null or d.kind = any(f.kinds))
    and (f.category_ids is null or d.category_id = any(f.category_ids))
    and (f.brand_ids is null or d.brand_id = any(f.brand_ids))
    and (f.min_price is null or d.price_minor >= f.min_price)
    and (f.max_price is null or d.price_minor <= f.max_price)
$$;

create type search_group as (kind text, category_id uuid, brand_id uuid, n int);
create type search_hit as (id uuid, score int, sort_title text);
create type search_page as (found int, groups search_group[], hits search_hit[]);

-- Everything, by title.
create function search_browse(tenant uuid, f search_filter, after search_hit, page_size int) returns search_page stable language plpgsql as $$
declare
  page search_page;
begin
  page.groups := array(
    select row(kind, category_id, brand_id, count(*))::search_group
    from search_document d where tenant_id = tenant and search_passes(d, f) group by kind, category_id, brand_id);
  page.hits := array(
    select row(id, 0, sort_title)::search_hit from search_document d
    where tenant_id = tenant and search_passes(d, f) and (after.id is null or (sort_title, id) > (after.sort_title, after.id))
    order by sort_title, id limit page_size);
  return page;
end
$$;

-- What matches in headings and, when asked, at most 10,000 more in descriptions. The typed title itself comes first, then
-- titles that start so, then matches of `favoured`, then by rank. More than 5,000 are not ranked: it would cost more than it tells.
create function search_match(
  tenant uuid, f search_filter, query tsquery, favoured tsquery, phrase text, descriptions boolean, after search_hit, page_size int
) returns search_page stable language plpgsql as $$
declare
  page search_page;
begin
  with matches as materialized (
    select id, kind, category_id, brand_id, sort_title, heading from search_document d
    where tenant_id = tenant and heading @@ query and search_passes(d, f)
    union all
    (select id, kind, category_id, brand_id, sort_title, heading from search_document d
    where descriptions and tenant_id = tenant and body @@ query and not heading @@ query and search_passes(d, f)
    limit 10000)
  ),
  total as (select count(*) as n from matches),
  scored as (
    select id, sort_title,
      (sort_title = phrase)::int * 4000000 + starts_with(sort_title, phrase)::int * 2000000 + (heading @@ favoured)::int * 1000000
        + case when n <= 5000 then (ts_rank(heading, query, 1) * 999999)::int else 0 end as score
    from matches, total
  )
  select
    array(select row(kind, category_id, brand_id, count(*))::search_group from matches group by kind, category_id, brand_id),
    array(
      select row(id, score, sort_title)::search_hit from scored
      where after.id is null or score < after.score or score = after.score and (sort_title, id) > (after.sort_title, after.id)
      order by score desc, sort_title, id limit page_size)
  into page.groups, page.hits;
  return page;
end
$$;

-- Counts for the filters, most frequent first.
create function search_facets(groups search_group[]) returns jsonb stable language sql as $$
  with counted as (
    select facet, value, sum(n) as n
    from unnest(groups) g, lateral (values ('kind', g.kind), ('category', g.category_id::text), ('brand', g.brand_id::text)) as v(facet, value)
    where value is not null group by facet, value
  ),
  placed as (select *, row_number() over (partition by facet order by n desc, value) as place from counted)
  select coalesce(jsonb_agg(jsonb_build_array(facet, value, n) order by facet, place), '[]') from placed where place <= 50
$$;

-- Searches the one tenant of the transaction. `how` is empty on the first page; the answer says how it searched, and the
-- next page is asked the same way: `browse`, `headings`, `texts` (descriptions too) or `similar` (also words alike).
create function search_offerings(
  words text[], phrase text, f search_filter, how text, after search_hit, page_size int,
  out method text, out total int, out facets jsonb, out hits search_hit[]
) stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set max_parallel_workers_per_gather = 0
set work_mem = '32MB'
set client_min_messages = warning
language plpgsql as $$
declare
  tenants uuid[] := nullif(current_setting('app.tenants', true), '')::uuid[];
  tenant uuid := tenants[1];
  typed text := lower(unaccent(phrase));
  page search_page;
begin
  if cardinality(tenants) is distinct from 1 then
    raise exception 'a search needs exactly one tenant in app.tenants' using errcode = 'insufficient_privilege';
  end if;
  if cardinality(words) = 0 then
    method := 'browse';
    page := search_browse(tenant, f, after, page_size);
  end if;
  if method is null and how in ('', 'headings') then
    method := 'headings';
    page := search_match(tenant, f, search_query(tenant, words, '', false), search_query(tenant, words, 'A', false), typed, false, after, page_size);
    if how = '' and (select coalesce(sum(n), 0) from unnest(page.groups)) < 100 then method := null; end if;
  end if;
  if method is null and how in ('', 'texts') then
    method := 'texts';
    page := search_match(tenant, f, search_query(tenant, words, '', false), search_query(tenant, words, 'A', false), typed, true, after, page_size);
    if how = '' and cardinality(page.hits) < 3 then method := null; end if;
  end if;
  if method is null then
    method := 'similar';
    page := search_match(tenant, f, search_query(tenant, words, '', true), search_query(tenant, words, '', false), typed, true, after, page_size);
  end if;
  total := (select coalesce(sum(n), 0) from unnest(page.groups));
  facets := search_facets(page.groups);
  hits := page.hits;
end
$$;
