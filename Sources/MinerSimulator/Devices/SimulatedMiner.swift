/// One device of the fleet, as a list of it tells.
package struct SimulatedMiner: Sendable {
    /// Place in the fleet, from 0.
    package let index: Int
    /// Four numbers with dots.
    package let address: String
    /// TCP port.
    package let port: UInt16
    /// How it behaves at the start.
    package let behaviour: DeviceBehaviour
    /// Says yes to orders and does nothing of them.
    package let disobeys: Bool
    /// As in the catalogue of models.
    package let model: String
    /// The simulator's name of the captured device.
    package let capture: String
    /// Unique in the fleet; the same for the same seed.
    package let serial: String
    /// Nameplate.
    package let hashrateTHs: Double
    /// Nameplate.
    package let powerWatts: Int
    let seed: UInt64
    let addressBits: UInt32
}
