/// What a device told about one pool it knows.
public struct PoolReading: Sendable, Equatable {
    /// Whether the device reaches the pool.
    public enum Status: String, Sendable { case alive, dead, rejecting, disabled, unknown }

    /// The number the device itself gives the pool.
    public var index: Int
    /// Where it connects to.
    public var url = ""
    /// Worker name.
    public var user = ""
    /// Whether the device reaches the pool.
    public var status = Status.unknown
    /// Smaller is preferred.
    public var priority: Int?
    /// Whether the device says it works for the pool now; nil where it does not tell.
    public var isActive: Bool?
    /// Shares the pool took.
    public var accepted: Int?
    /// Shares the pool refused.
    public var rejected: Int?
    /// Shares that came too late.
    public var stale: Int?

    init(index: Int) { self.index = index }

    /// A pool of the firmware's author, to which a part of the work goes.
    public var isDeveloperFee: Bool { PoolReading.isDeveloperFee(url) }

    /// Whether an address, as firmwares tell it, is that of such a pool.
    static func isDeveloperFee(_ url: String) -> Bool { url == "DevFee" || url == "*" }
}
