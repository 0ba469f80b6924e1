/// What a simulated fleet is made of.
package struct MinerSimulatorOptions: Sendable {
    /// Devices.
    package var count = 300
    /// Address of the first device, within 127.0.0.0/8.
    package var firstAddress = "127.8.0.1"
    /// Port of the first device.
    package var port: UInt16 = 4_028
    /// All devices on one address with consecutive ports, instead of consecutive addresses with one port.
    package var usesConsecutivePorts = false
    /// Decides everything about the fleet: models, serial numbers, behaviours, readings.
    package var seed: UInt64 = 1
    /// Percentage of devices that accept and never answer.
    package var deadPercent = 0.0
    /// Percentage of devices whose port is closed.
    package var refusingPercent = 0.0
    /// Percentage of devices that do not even answer a connection attempt.
    package var blackholedPercent = 0.0
    /// Percentage of devices that answer byte by byte.
    package var drippingPercent = 0.0
    /// Percentage of devices that lie: garbage, half replies, endless or huge ones, impossible values, captured malformed replies.
    package var lyingPercent = 0.0
    /// Names of the models to play, in their usual proportions; empty for all.
    package var models: [String] = []
    /// Whether readings change with time. Without it every reply is the capture, byte for byte.
    package var drifts = true
    /// Pause between the bytes of a dripping device, in milliseconds.
    package var dripMilliseconds = 50
    /// Shortest time to an answer, in milliseconds.
    package var minimumDelayMilliseconds = 0.0
    /// Mean time to an answer (exponential above the shortest), in milliseconds; 0 answers at once.
    package var meanDelayMilliseconds = 0.0
    /// Percentage of devices that say yes to every order and go on as before.
    package var disobeyingPercent = 0.0
    /// Port of the devices' web servers, where their firmware has one; 0 for none. Only for devices with addresses of their own.
    package var webPort: UInt16 = 0
    /// Port of MicroBT's API 3; 0 for none. Only for devices with addresses of their own.
    package var whatsminerPort: UInt16 = 0
    /// From full power to rest, in seconds.
    package var rampDownSeconds = 2.0
    /// From rest to full power, in seconds.
    package var rampUpSeconds = 10.0
    /// Path of a unix socket on which running devices can be changed; nil for none.
    package var controlSocketPath: String?
    /// Event loops that play the devices.
    package var loopCount = 1

    /// The defaults.
    package init() {}
}
