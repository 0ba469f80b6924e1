/// What a child process is told on its command line.
package struct ProbeOrder: Sendable {
    package var caseName: String
    package var bundle: String
    package var seed: UInt64
    /// A JSON file with the types of the statements' results, or nil.
    package var shapes: String?
    /// A JSON object, or nil for the defaults.
    package var settings: String?
    /// Data folder of the scratch database, or nil.
    package var scratch: String?

    package init(caseName: String, bundle: String, seed: UInt64, shapes: String? = nil, settings: String? = nil, scratch: String? = nil) {
        self.caseName = caseName
        self.bundle = bundle
        self.seed = seed
        self.shapes = shapes
        self.settings = settings
        self.scratch = scratch
    }

    /// What the child process is kept from.
    enum Confinement: Sendable {
        /// It loads none of the plugin's code: that runs in workers of it.
        case nothingToConfine
        /// Files to write, sockets, processes, others' signals.
        case allButReading
        /// The same, but for sockets of this machine.
        case sessions
    }

    /// Follows from the case.
    var confinement: Confinement {
        if let item = DatabaseCase.all.first(where: { $0.name == caseName }) {
            return item.isolation == .host ? .sessions : .nothingToConfine
        }
        return ConformanceStep.named(caseName)?.isolation == .worker ? .nothingToConfine : .allButReading
    }

    /// The arguments of the hidden command `plugins probe`.
    var arguments: [String] {
        var arguments = ["plugins", "probe", "--case", caseName, "--seed", "\(seed)", "--report", "\(ProbeProcess.reportDescriptor)"]
        if let shapes { arguments += ["--shapes", shapes] }
        if let settings { arguments += ["--settings", settings] }
        if let scratch { arguments += ["--scratch", scratch] }
        return arguments + ["--", bundle]
    }
}
