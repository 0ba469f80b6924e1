import ArgumentParser
import Ethereum
import Foundation

/// `hashinsight notary verify`: reads no configuration and no database, so it checks a proof on any machine.
struct NotaryVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the proof of a notarized record, on any machine, with any node of the chain.",
        discussion: """
            Without --rpc the arithmetic alone is checked. Exit codes: 0 the proof holds, 1 it does not, 65 a file cannot be read or has \
            another version, 69 the node could not be asked. The format stands in docs/notary-proof.md.
            """)

    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The proof.", valueName: "file")) var proof: String
    @Option(help: ArgumentHelp("The record's bytes, for a proof that does not carry them.", valueName: "file")) var body: String?
    @Option(help: ArgumentHelp("JSON-RPC of a node that you trust: asks whether the root stands on the chain.", valueName: "url"))
    var rpc: String?

    func run() async throws {
        try await Failure.exiting {
            let node = try rpc.map { try NotaryNode($0) }
            let bytes = try read(proof)
            let beside = try body.map { try read($0) }
            do {
                let proof = try NotaryProof(json: bytes)
                let anchor = try proof.anchor(body: beside)
                var report = NotaryVerifyReport(proof, anchor)
                if !output.json { report.recordLines.forEach(Talk.result) }
                if let node { report.chain = .init(try await proof.verify(body: beside, on: node), proof) }
                if output.json { return try Talk.result(json: report) }
                Talk.result(report.chainLine)
            } catch let fault as EthereumFault {
                throw Failure(fault.code == .proofUnsupported ? .wrongInput : .failed, "the proof does not hold: \(fault.message)")
            } catch let failure as NotaryNodeError {
                throw Failure(.unavailable, "the chain could not be asked: \(failure.message)")
            }
        }
    }

    private func read(_ path: String) throws -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw Failure(.wrongInput, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
