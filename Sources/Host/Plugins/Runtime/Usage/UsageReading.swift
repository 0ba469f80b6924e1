package import HostTenancy

/// A quota of an instance at one time: the limit and what is used of it.
package struct UsageReading: Sendable, Hashable {
    package let quota: Quota
    package let limit: Int
    package let used: Int
    /// How often somebody was refused for it, since the host began.
    package let refusals: Int

    package init(quota: Quota, limit: Int, used: Int, refusals: Int) {
        self.quota = quota
        self.limit = limit
        self.used = used
        self.refusals = refusals
    }
}
