import ArgumentParser
import Ethereum
import Foundation

/// `hashinsight notary verify`: reads no configuration and no database, so it checks a proof on any machine.
struct NotaryVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the proof of a notarized record, on any machine, with any node of the chain.",
        discussion: """
            Without --rpc the arithmetic alone is checked. Who anchored, and by which contract, stands in the proof: compare both with what \
            the issuer says elsewhere, or name them by --notary and --contract. Exit codes: 0 the proof holds, 1 it does not, 65 a file \
            cannot be read or has another version, 69 it could not be checked: the node was not reached, or lacks old transactions. The \
            format stands in docs/notary-proof.md. With --older and --consistency it shows too that no record of the tenant was taken away or \
            changed since an older proof.
            """)

    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The proof.", valueName: "file")) var proof: String
    @Option(help: ArgumentHelp("The record's bytes, for a proof that does not carry them.", valueName: "file")) var body: String?
    @Option(help: ArgumentHelp("JSON-RPC of a node that you trust: asks whether the root stands on the chain.", valueName: "url"))
    var rpc: String?
    @Option(help: ArgumentHelp("The contract that the issuer is known to use; a proof by another does not hold.", valueName: "address"))
    var contract: String?
    @Option(help: ArgumentHelp("The account that the issuer is known to anchor with; as for --contract.", valueName: "address"))
    var notary: String?
    @Option(help: ArgumentHelp("An older proof of the same tenant, checked as the other.", valueName: "file")) var older: String?
    @Option(help: ArgumentHelp("That the newer proof's tree begins with the older's.", valueName: "file")) var consistency: String?

    func validate() throws {
        guard (older == nil) == (consistency == nil) else { throw ValidationError("--older and --consistency go together") }
    }

    func run() async throws {
        try await Failure.exiting {
            let node = try rpc.map { try NotaryNode($0) }
            let bytes = try read(proof)
            let beside = try body.map { try read($0) }
            let before = try older.map { try read($0) }
            let link = try consistency.map { try read($0) }
            let expected = (contract: try address("--contract", contract), notary: try address("--notary", notary))
            do {
                let proof = try NotaryProof(json: bytes)
                let old = try before.map { try NotaryProof(json: $0) }
                for one in [proof, old].compactMap({ $0 }) {
                    try compare("contract", one.place.contract, expected.contract)
                    try compare("account", one.place.notary, expected.notary)
                }
                var report = NotaryVerifyReport(proof, root: try proof.root(body: beside))
                if let old, let link {
                    let root = try old.root()
                    try NotaryConsistency(json: link).verify(older: old, newer: proof)
                    report.begins(with: old, root: root)
                }
                if !output.json { report.recordLines.forEach(Talk.result) }
                if let node {
                    report.confirm(try await proof.verify(body: beside, on: node), proof)
                    if let old { report.confirmOlder(try await old.verify(on: node), old) }
                }
                if output.json { return try Talk.result(json: report) }
                report.chainLines.forEach(Talk.result)
            } catch let fault as EthereumFault where fault.code == .proofUnchecked {
                throw Failure(.unavailable, "the proof could not be checked: \(fault.message)")
            } catch let fault as EthereumFault {
                throw Failure(fault.code == .proofUnsupported ? .wrongInput : .failed, "the proof does not hold: \(fault.message)")
            } catch let failure as NotaryNodeError {
                throw Failure(.unavailable, "the proof could not be checked, the chain could not be asked: \(failure.message)")
            }
        }
    }

    private func address(_ option: String, _ text: String?) throws -> Address? {
        do { return try text.map { try Address($0) } } catch {
            throw Failure(.wrongInput, "\(option): \((error as? EthereumFault)?.message ?? "\(error)")")
        }
    }

    private func compare(_ what: String, _ found: Address, _ expected: Address?) throws {
        guard let expected, expected != found else { return }
        throw Failure(.failed, "the proof does not hold: it names the \(what) \(found), expected \(expected)")
    }

    private func read(_ path: String) throws -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw Failure(.wrongInput, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
