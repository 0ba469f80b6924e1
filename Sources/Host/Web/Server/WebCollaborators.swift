package import HostOperate
package import Logging

/// What the server needs from the rest of the host.
package struct WebCollaborators: Sendable {
    package var identity: any SessionAuthenticating
    package var plugins: any PluginDispatching
    package var events: any EventSubscribing
    package var tenants: any TenantAdministering
    package var jobs: (any JobListing)?
    package var usage: (any UsageReporting)?
    package var secrets: (any SecretAdministering)?
    package var versions: (any VersionAdministering)?
    package var grants: (any GrantAdministering)?
    package var notary: (any NotaryReporting)?
    package var health: HealthState
    package var metrics: MetricsRegistry
    package var logger: Logger

    package init(
        identity: any SessionAuthenticating, plugins: any PluginDispatching, events: any EventSubscribing,
        tenants: any TenantAdministering, jobs: (any JobListing)? = nil, usage: (any UsageReporting)? = nil,
        secrets: (any SecretAdministering)? = nil, versions: (any VersionAdministering)? = nil, grants: (any GrantAdministering)? = nil,
        notary: (any NotaryReporting)? = nil, health: HealthState, metrics: MetricsRegistry, logger: Logger
    ) {
        self.identity = identity
        self.plugins = plugins
        self.events = events
        self.tenants = tenants
        self.jobs = jobs
        self.usage = usage
        self.secrets = secrets
        self.versions = versions
        self.grants = grants
        self.notary = notary
        self.health = health
        self.metrics = metrics
        self.logger = logger
    }
}
