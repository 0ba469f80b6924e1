package import Ethereum
internal import Foundation
internal import Synchronization

/// The chain of the tests: a process of its own, with faults at the tests' word. Ends with `stop()`.
package final class Devnet: Sendable {
    /// Public development keys, rich on this chain alone.
    package static let keys = [
        "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
        "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    ]

    /// Where it is asked; `/a`, `/b` behind it are the same chain with faults of their own.
    package let url: String
    private let process: Mutex<Process?>

    /// Why the chain did not do what a test wants.
    package struct Problem: Error {
        package let message: String

        package init(message: String) { self.message = message }
    }

    /// Starts a chain on a free port.
    /// - Parameter arguments: Such as `--interval`, `0.2`.
    package static func start(_ arguments: [String] = []) async throws -> Devnet {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try Devnet(arguments) }) }
        }
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Devnet")
    private static let packages = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".build/devnet")

    // Once for all tests of the process.
    private static let prepared: Result<Void, Problem> = {
        let mark = packages.appendingPathComponent("eth_keys")
        guard !FileManager.default.fileExists(atPath: mark.path) else { return .success(()) }
        let pip = Process()
        pip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        pip.arguments = [
            "python3", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--target", packages.path, "-r",
            folder.appendingPathComponent("requirements.txt").path,
        ]
        do { try pip.run() } catch { return .failure(Problem(message: "no pip: \(error)")) }
        pip.waitUntilExit()
        return pip.terminationStatus == 0 ? .success(()) : .failure(Problem(message: "pip cannot install the chain's packages"))
    }()

    private init(_ arguments: [String]) throws {
        try Self.prepared.get()
        let chain = Process()
        let output = Pipe()
        chain.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        chain.arguments = ["python3", "-u", Self.folder.appendingPathComponent("devnet.py").path, "--port", "0"] + arguments
        chain.environment = ["PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHONPATH": Self.packages.path]
        chain.standardOutput = output
        chain.standardError = FileHandle.nullDevice
        try chain.run()
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty { line += byte }
        guard let word = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).last, word.hasPrefix("http") else {
            kill(chain.processIdentifier, SIGKILL)
            throw Problem(message: "the chain did not start: \(String(decoding: line, as: UTF8.self))")
        }
        url = String(word)
        process = Mutex(chain)
    }

    /// Ends it at once.
    package func stop() {
        process.withLock { chain in
            // A child of this process inherits that its threads block SIGTERM. Foundation takes up its end.
            if let chain { kill(chain.processIdentifier, SIGKILL) }
            chain = nil
        }
    }

    /// Asks the chain; throws with its words where it refuses.
    @discardableResult
    package func ask(_ method: String, _ parameters: String = "") async throws -> [String] {
        var request = Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[\#(parameters)]}"#.utf8)[...]
        let answer = try await LoopbackRequest.post(url, &request)
        let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any] ?? [:]
        if let error = object["error"] as? [String: Any] { throw Problem(message: "\(method): \(error["message"] ?? "")") }
        // A text alone, or a list of texts; nothing else is asked for.
        return (object["result"] as? String).map { [$0] } ?? object["result"] as? [String] ?? []
    }

    /// Orders a fault, as README.md lists them.
    package func fault(_ json: String) async throws { try await ask("devnet_fault", json) }

    /// Makes blocks.
    package func mine(_ count: Int = 1) async throws { try await ask("devnet_mine", "\(count)") }

    /// Puts the notary contract on the chain.
    package func deploy() async throws -> Address {
        let key = try PrivateKey(hex: Self.keys[1])
        let code = try String(contentsOf: Self.folder.appendingPathComponent("Notary.bin"), encoding: .utf8)
        let digits = code.trimmingCharacters(in: .whitespacesAndNewlines)
        let transaction = Transaction(
            chainID: 84_532, nonce: 0, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 100_000_000, gasLimit: 3_000_000, to: nil,
            data: try Hex.decode(digits, prefixed: digits.hasPrefix("0x")))
        let signed = try transaction.signed(by: key)
        try await ask("eth_sendRawTransaction", "\"\(Hex.encode(signed.raw))\"")
        try await mine()
        return Address(createdBy: key.address, nonce: 0)
    }

    /// How many roots a stream has.
    package func count(_ contract: Address, notary: Address, stream: Bytes32) async throws -> UInt64 {
        let data = NotaryContract.count(notary: notary, stream: stream).data
        let answer = try await ask("eth_call", #"{"to":"\#(contract)","data":"\#(Hex.encode(data))"},"latest""#)
        return try NotaryContract.count(from: Hex.decode(answer.first ?? "")).uint64 ?? .max
    }
}
