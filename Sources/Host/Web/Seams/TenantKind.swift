/// What a tenant is.
package enum TenantKind: String, Sendable, CaseIterable {
    /// Runs the host.
    case `operator`
    /// A hosting business.
    case provider
    /// A customer of a provider.
    case client
}
