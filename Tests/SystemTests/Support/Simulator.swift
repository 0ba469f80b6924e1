import Foundation
import Glibc

/// Simulated miners in a process of their own, which tests can make misbehave one by one.
final class Simulator: Sendable {
    /// One device, as the fleet file has it.
    struct Device: Sendable {
        let index: Int
        let address: String
        let port: Int
        let model: String
        let serial: String
        /// Nameplate, as the following.
        let hashrateTHs: Double
        let powerWatts: Double
    }

    let devices: [Device]
    /// The fleet as CSV.
    let fleetPath: String
    private let process: ChildProcess
    private let controlPath: String

    private static let demoModels = [
        "antminer-s21", "antminer-s19pro-b", "antminer-s19xp-vnish", "antminer-s19pro", "antminer-s17pro", "antminer-t15", "antminer-s9",
        "antminer-s9k", "whatsminer-m30s", "whatsminer-m50s", "avalon-1246",
    ]

    /// Starts so many devices with the models of the demo, all well behaved, on ports of one address.
    static func start(count: Int, in folder: String) async throws -> Simulator {
        let place = ["--ports", "--first-address", Loopback.fleetAddress, "--port", String(Loopback.fleetPorts(count))]
        return try await start(count: count, in: folder, models: demoModels, options: place)
    }

    /// Starts so many devices of some models, on addresses of their own from `first` on, where their web servers listen too.
    static func start(count: Int, in folder: String, first: String, models: [String], options: [String] = []) async throws -> Simulator {
        try await start(count: count, in: folder, models: models, options: ["--first-address", first] + options)
    }

    private static func start(count: Int, in folder: String, models: [String], options: [String]) async throws -> Simulator {
        let name = folder + "/fleet-\(UUID().uuidString.prefix(8))"
        let process = try ChildProcess(
            Product.binary,
            ["simulate", "miners", "--count", String(count), "--fleet", name + ".csv", "--control", name + ".sock"] + options
                + ["--models"] + models, outputPath: name)
        do {
            try await eventually("the simulator listens") {
                if let code = process.exitCode() { throw TestFailure("the simulator ended with \(code): \(process.standardError)") }
                return process.standardError.contains("simulated miners") ? true : nil
            }
            return Simulator(process: process, devices: try devices(name + ".csv"), name: name)
        } catch {
            await process.stop()
            throw error
        }
    }

    private init(process: ChildProcess, devices: [Device], name: String) {
        self.process = process
        self.devices = devices
        fleetPath = name + ".csv"
        controlPath = name + ".sock"
    }

    private static func devices(_ path: String) throws -> [Device] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return try lines.dropFirst().enumerated().map { index, line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 7, let port = Int(cells[1]), let rate = Double(cells[5]), let watts = Double(cells[6]) else {
                throw TestFailure("fleet file: \(line)")
            }
            return Device(
                index: index, address: cells[0], port: port, model: cells[3], serial: cells[4], hashrateTHs: rate, powerWatts: watts)
        }
    }

    /// Makes a device behave in a way: `dead`, `refusing`, `garbage`, `healthy`, …
    func set(_ index: Int, _ behaviour: String) async throws {
        let answer = try await tell("set \(index) \(behaviour)")
        guard answer == "ok" else { throw TestFailure("device \(index) to \(behaviour): \(answer)") }
    }

    /// Serial numbers of the devices that sleep now, as they themselves know it.
    func asleep() async throws -> Set<String> { try await serials { $0.hasPrefix("ok asleep") } }

    /// Serial numbers of the devices that take orders by the network and do nothing.
    func disobedient() async throws -> Set<String> { try await serials { $0.split(separator: " ").contains("disobeys") } }

    private func serials(where state: (String) -> Bool) async throws -> Set<String> {
        var serials: Set<String> = []
        for device in devices where state(try await tell("state \(device.index)")) { serials.insert(device.serial) }
        return serials
    }

    private func tell(_ line: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [controlPath] in continuation.resume(with: Result { try Simulator.ask(line, controlPath) }) }
        }
    }

    func stop() async { await process.stop() }

    private static func ask(_ line: String, _ path: String) throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 }
        }
        let bytes = Array((line + "\n").utf8)
        guard isOpen, send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw TestFailure("the control socket \(path): \(String(cString: strerror(errno)))")
        }
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
