/** The search index; its SQL is long enough for a file of its own. */
import { readFileSync } from 'node:fs';
import { Migration } from '@mikro-orm/migrations';

const SQL = readFileSync(new URL('./0002-search.sql', import.meta.url), 'utf8');

export class Search0002 extends Migration {
  override name = '0002-search';

  override up(): void {
    this.addSql(SQL);
  }

  override down(): void {
    this.addSql(`
      drop function search_offerings, search_by, search_facets, search_match, search_browse, search_passes, search_groups,
        search_terms, search_knows, search_similar, search_heading;
      drop aggregate search_all(tsquery), search_any(tsquery);
      drop function search_term;
      drop procedure index_offerings;
      drop type search_page, search_hit, search_count, search_filter;
      drop table search_word, search_description, search_document, search_group;
      drop text search configuration berth_simple, berth_english`);
  }
}
