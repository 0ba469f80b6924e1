/// A pool as a device is told of it.
struct DevicePool: Sendable, Equatable {
    /// `stratum+tcp://host:port`.
    var url: String
    var user: String
    var password: String

    /// Why a firmware with so many places does not take these pools; nil where it does.
    static func refusal(of pools: [DevicePool], most: Int, by firmware: String) -> DeviceVerdict? {
        (1...most).contains(pools.count)
            ? nil : .refused(.poolCount, ["firmware": firmware, "most": String(most), "count": String(pools.count)])
    }
}
