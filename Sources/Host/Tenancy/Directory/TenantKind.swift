/// What a tenant is.
package enum TenantKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Who runs the host.
    case `operator`
    /// A hosting business; sees its own clients.
    case provider
    /// A customer of a provider; sees only itself.
    case client
}
