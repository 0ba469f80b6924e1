import Ethereum
import Foundation

/// What `notary verify` found, for programs and people.
struct NotaryVerifyReport: Encodable {
    let tenant: String
    let kind: String
    let id: String
    let bodySha256: String
    /// Of the interval, with `0x`.
    let root: String
    /// What the contract's stream became by it, with `0x`; nil if no node was asked, but for a proof of version 1.
    private(set) var link: String?
    /// The account that anchored and the contract, as the proof names them.
    let notary: String
    let contract: String
    /// Nil if no node was asked.
    private(set) var chain: Chain?
    /// Nil if no older proof was given.
    private(set) var older: Older?

    /// The older proof, all records of whose tree the newer one's tree begins with.
    struct Older: Encodable {
        let kind: String
        let id: String
        /// In its tree.
        let records: UInt64
        /// Of its interval, with `0x`.
        let root: String
        /// Nil if no node was asked.
        fileprivate(set) var chain: Chain?
    }

    /// What the chain confirmed.
    struct Chain: Encodable {
        let chainId: UInt64
        let contract: String
        let notary: String
        let interval: String
        let block: UInt64
        let blockHash: String
        let transaction: String
        /// ISO 8601: the record existed by then.
        let time: String
        let final: Bool

        init(_ verdict: NotaryProof.Verdict, _ proof: NotaryProof) {
            chainId = proof.place.chainID
            contract = proof.place.contract.description
            notary = proof.place.notary.description
            interval = verdict.sequence.description
            block = verdict.block
            blockHash = verdict.blockHash.description
            transaction = proof.place.transaction.description
            time = Date(timeIntervalSince1970: Double(verdict.timeSeconds)).formatted(.iso8601)
            final = verdict.isFinal
        }
    }

    init(_ proof: NotaryProof, root found: Bytes32) {
        tenant = proof.record.tenant
        kind = proof.record.kind
        id = proof.record.id
        bodySha256 = proof.record.bodyDigest.hex
        root = found.description
        link = proof.place.told.map {
            "\(Anchor(stream: proof.place.stream, previousLink: $0.previousLink, root: found, size: .init(proof.inInterval.size), manifest: $0.manifest).link)"
        }
        notary = proof.place.notary.description
        contract = proof.place.contract.description
    }

    /// Takes up what the chain confirmed.
    mutating func confirm(_ verdict: NotaryProof.Verdict, _ proof: NotaryProof) {
        chain = Chain(verdict, proof)
        link = verdict.anchor.link.description
    }

    /// Takes up that the tree begins with that of an older proof.
    mutating func begins(with proof: NotaryProof, root: Bytes32) {
        older = Older(kind: proof.record.kind, id: proof.record.id, records: proof.inTenant.size, root: root.description)
    }

    /// Takes up what the chain confirmed of the older proof.
    mutating func confirmOlder(_ verdict: NotaryProof.Verdict, _ proof: NotaryProof) { older?.chain = Chain(verdict, proof) }

    /// The record and where it leads.
    var recordLines: [String] {
        let begins = older.map {
            "begins with all \($0.records) records of the older proof of \(Self.shown($0.kind)) \(Self.shown($0.id)): none was taken away or changed since"
        }
        return [
            "\(Self.shown(kind)) \(Self.shown(id)) of \(Self.shown(tenant)), SHA-256 \(bodySha256)",
            "leads to the root \(root)",
            "anchored by \(notary) in the contract \(contract), as the proof says: compare both with what the issuer says elsewhere",
        ] + [begins].compactMap { $0 }
    }

    /// What the chain says.
    var chainLines: [String] {
        guard let chain else { return ["not asked: whether this root stands on the chain (--rpc)"] }
        return [Self.line(chain)] + [older?.chain].compactMap { $0.map { "the older proof: \(Self.line($0))" } }
    }

    private static func line(_ chain: Chain) -> String {
        "on chain \(chain.chainId): interval \(chain.interval), block \(chain.block), \(chain.time), \(chain.final ? "final" : "not final yet")"
    }

    // The file may be anybody's: its texts must not command the terminal.
    private static func shown(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
