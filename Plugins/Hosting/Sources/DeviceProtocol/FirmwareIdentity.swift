/// Which software runs on a device.
public struct FirmwareIdentity: Sendable, Equatable {
    /// Its name: `Bitmain`, `VNish`, `Braiins OS`, `LuxOS`, `Whatsminer`, `Avalon`, …
    public var name: String
    /// Its version as it states it; empty where it does not.
    public var version: String
}
