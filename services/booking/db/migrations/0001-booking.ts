/** Bookings and the places that they take: two constraints make a double booking impossible, whatever the code does. */
import { Migration } from '@mikro-orm/migrations';

const TABLES = [
  `create table offering (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    kind text not null,
    title text not null,
    place text not null,
    price_minor bigint not null,
    currency text not null,
    duration_minutes int not null,
    time_zone text not null,
    capacity int not null,
    paid_online boolean not null,
    hold_minutes int not null,
    free_cancellation_hours int not null,
    published boolean not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create table staff (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    name text not null,
    time_zone text not null,
    offering_ids uuid[] not null,
    weekly_hours jsonb not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create table session (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    offering_id uuid not null,
    starts timestamptz not null,
    ends timestamptz not null,
    time_zone text not null,
    local_start text not null,
    local_end text not null,
    capacity int not null check (capacity > 0),
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create index session_dates on session (tenant_id, offering_id, starts)`,
  // A place of a session is a lane: the primary key lets one booking take it.
  `create table seat (
    tenant_id uuid not null,
    session_id uuid not null,
    lane int not null check (lane >= 0),
    booking_id uuid not null,
    constraint seat_taken_once primary key (tenant_id, session_id, lane)
  )`,
  // Someone's time: the exclusion constraint lets no two claims of one lane overlap.
  `create table claim (
    tenant_id uuid not null,
    id uuid not null,
    resource_id uuid not null,
    lane int not null default 0,
    booking_id uuid not null,
    starts timestamptz not null,
    ends timestamptz not null check (ends > starts),
    period tstzrange not null generated always as (tstzrange(starts, ends)) stored,
    primary key (tenant_id, id),
    constraint claim_never_overlaps exclude using gist (tenant_id with =, resource_id with =, lane with =, period with &&)
  )`,
  `create index claim_calendar on claim (tenant_id, resource_id, starts)`,
  `create table booking (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    code text not null,
    status text not null,
    offering jsonb not null,
    offering_id uuid not null,
    starts timestamptz not null,
    ends timestamptz not null,
    time_zone text not null,
    local_start text not null,
    local_end text not null,
    session_id uuid,
    party_size int not null,
    staff_id uuid,
    staff_name text not null,
    customer_id uuid not null,
    customer jsonb not null,
    total_minor bigint not null,
    currency text not null,
    payment_required boolean not null,
    hold_fence bigint not null,
    hold_expires timestamptz not null,
    hold_claimed boolean not null,
    payment jsonb,
    receipt_id uuid,
    checkout text not null,
    reason text not null,
    free_until timestamptz not null,
    note text not null,
    trace_id text not null,
    attribution jsonb not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id),
    unique (tenant_id, code)
  )`,
  `create index booking_of_customer on booking (tenant_id, customer_id, id)`,
  `create table booking_history (
    tenant_id uuid not null,
    booking_id uuid not null,
    sequence int not null,
    from_status text,
    to_status text not null,
    actor text not null,
    reason text not null,
    time timestamptz not null,
    primary key (tenant_id, booking_id, sequence)
  )`,
  `create table booking_step (
    tenant_id uuid not null,
    booking_id uuid not null,
    sequence int not null,
    name text not null,
    service text not null,
    detail text not null,
    time timestamptz not null,
    failed boolean not null,
    primary key (tenant_id, booking_id, sequence)
  )`,
] as const;

export class Booking0001 extends Migration {
  override name = '0001-booking';

  override up(): void {
    for (const sql of TABLES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table booking_step, booking_history, booking, claim, seat, session, staff, offering');
  }
}
