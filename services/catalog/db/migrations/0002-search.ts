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
      drop function search_offerings, search_facets, search_match, search_browse, search_passes, search_query, search_similar,
        search_term, search_heading;
      drop procedure index_offerings;
      drop type search_page, search_hit, search_group, search_filter;
      drop table search_word, search_document;
      drop text search configuration berth_simple, berth_english`);
  }
}
