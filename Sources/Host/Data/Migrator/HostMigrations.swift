/// The host's own migrations, in order. A new file under `Migrations/` gets its line here.
package enum HostMigrations {
    package static let all: [HostMigration] = [
        HostMigration(1, "tenants", PackageResources._001_tenants_sql),
        HostMigration(2, "identity", PackageResources._002_identity_sql),
        HostMigration(3, "tenancy", PackageResources._003_tenancy_sql),
        HostMigration(4, "jobs", PackageResources._004_jobs_sql),
        HostMigration(5, "plugin_schemas", PackageResources._005_plugin_schemas_sql),
        HostMigration(6, "job_cancel", PackageResources._006_job_cancel_sql),
        HostMigration(7, "bundles", PackageResources._007_bundles_sql),
        HostMigration(8, "rollouts", PackageResources._008_rollouts_sql),
        HostMigration(9, "grants", PackageResources._009_grants_sql),
        HostMigration(10, "secrets", PackageResources._010_secrets_sql),
        HostMigration(11, "limits", PackageResources._011_limits_sql),
        HostMigration(12, "ids", PackageResources._012_ids_sql),
        HostMigration(13, "mail_days", PackageResources._013_mail_days_sql),
        HostMigration(14, "member_names", PackageResources._014_member_names_sql),
        HostMigration(15, "notary", PackageResources._015_notary_sql),
        HostMigration(16, "plugin_statements", PackageResources._016_plugin_statements_sql),
        HostMigration(17, "rollout_counts", PackageResources._017_rollout_counts_sql),
        HostMigration(18, "placed_versions", PackageResources._018_placed_versions_sql),
        HostMigration(19, "pinning", PackageResources._019_pinning_sql),
        HostMigration(20, "notary_orders", PackageResources._020_notary_orders_sql),
        HostMigration(21, "pin_checks", PackageResources._021_pin_checks_sql),
        HostMigration(22, "optional_grants", PackageResources._022_optional_grants_sql),
    ]
}
