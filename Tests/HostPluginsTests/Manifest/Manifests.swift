@testable import HostPlugins

/// Manifests that several tests start from.
enum Manifests {
    /// Everything that a manifest can say.
    static let hosting = """
        id: hosting
        name: Hosting
        version: 1.0.0
        abi: "1.0"
        library: libHosting.so
        toolchain: swift-6.3
        calls: inline
        services: [hashinsight.db/1, hashinsight.device/1, hashinsight.events/1, hashinsight.log/1]
        grants:
          devices: true
          tables: ["crm.contracts: read"]
        worker_safe: true
        routes:
          - {name: list_miners, method: GET, path: /api/v1/hosting/miners, role: guest}
          - {name: show_miner, method: GET, path: "/api/v1/hosting/miners/{id}", role: guest}
          - {name: miners_page, method: GET, path: /hosting/miners, role: guest, page: true}
        navigation:
          - {route: miners_page, title: nav.miners, icon: cpu, order: 20}
        jobs:
          - {name: collect, every: 60s, deadline: 55s, retry: {attempts: 1}}
          - {name: nightly, cron: "15 3 * * *", time_zone: UTC}
        events: [telemetry]
        tables:
          miner_models: {reference: true, data: miner_models.csv}
          sites: {visible_through: {table: miners, columns: {tenant_id: site_tenant_id, id: site_id}}}
          miners: {}
          telemetry:
            ingest: true
            partition: {by: recorded_at, every: 1d, keep: 30d}
            rollups:
              - {table: telemetry_5m, every: 5m, keep: 90d, by: [miner_id], columns: {hashrate_ths: avg, temperature_max_celsius: max, samples: count}}
              - {table: telemetry_1h, every: 1h, keep: 365d, by: [miner_id], columns: {hashrate_ths: avg, temperature_max_celsius: max, samples: count}}
        settings:
          type: object
          additionalProperties: false
          properties: {collect_seconds: {type: integer, minimum: 10, default: 60}}
        quotas: {rows: 10000, bytes: 8388608, statements_in_flight: 32, device_connections: 2048}
        """

    /// Migrations that make its tables.
    static let hostingTables = """
        CREATE TYPE miner_status AS ENUM ('active', 'retired');
        CREATE TABLE miner_models (id bigint PRIMARY KEY, name text NOT NULL UNIQUE, hashrate_ths double precision);
        CREATE TABLE sites (
            tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL, PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, name));
        CREATE TABLE miners (
            tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint GENERATED ALWAYS AS IDENTITY,
            serial text NOT NULL, model_id bigint REFERENCES miner_models (id), status miner_status NOT NULL DEFAULT 'active',
            site_tenant_id bigint, site_id bigint, power_watts integer, tags jsonb NOT NULL DEFAULT '{}',
            PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, serial),
            FOREIGN KEY (site_tenant_id, site_id) REFERENCES sites (tenant_id, id));
        CREATE TABLE telemetry (
            tenant_id bigint NOT NULL, miner_id bigint NOT NULL, recorded_at timestamptz NOT NULL,
            hashrate_ths double precision, temperature_max_celsius real,
            PRIMARY KEY (tenant_id, miner_id, recorded_at)) PARTITION BY RANGE (recorded_at);
        CREATE INDEX ON miners (tenant_id, status);
        COMMENT ON TABLE miners IS 'Machines';
        """

    static func manifest() throws -> Manifest { try ManifestReader.read(hosting) }

    static func migration(_ sql: String = hostingTables, number: Int = 1) -> MigrationSource {
        MigrationSource(number: number, name: "000\(number)_step", sql: sql)
    }
}
