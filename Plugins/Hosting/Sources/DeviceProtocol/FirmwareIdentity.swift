/// Which software runs on a device.
public struct FirmwareIdentity: Sendable, Equatable {
    /// Its name: `Bitmain`, `VNish`, `Braiins OS`, `LuxOS`, `Whatsminer`, `Avalon`, …
    public var name: String
    /// Its version as it states it; empty where it does not.
    public var version: String

    /// Whether its readings name the pool that it works for and none that would stand in for it.
    var tellsPoolInUseAlone: Bool { name.hasPrefix("PowerPlay") }
}
