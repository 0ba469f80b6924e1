/// What applying a file would do.
package struct TenancyPlan: Sendable, Hashable {
    /// In the order in which they are made: providers before their clients, tenants before what they hold.
    package internal(set) var changes: [TenancyChange] = []
    package internal(set) var kept: [KeptEdit] = []
}
