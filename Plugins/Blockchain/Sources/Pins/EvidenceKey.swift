import Ethereum
import PluginKit

/// What opens a record's bytes wherever they are pinned, without the host.
struct EvidenceKey: Sendable {
    /// Nil while nothing was handed over.
    let cid: String?
    let kind: String
    let recordID: String
    let bodyDigest: [UInt8]
    let key: [UInt8]

    func write(to json: inout JSONWriter) {
        json.field("format", "hashinsight-evidence-key")
        json.field("version", 1)
        json.field("cid", cid)
        json.field("algorithm", "AES-256-GCM")
        json.field("key", Hex.encode(key, prefixed: false))
        json.field("additional_data", Hex.encode(BodySeal.context(kind, recordID), prefixed: false))
        json.field("kind", kind)
        json.field("record_id", recordID)
        json.field("body_sha256", Hex.encode(bodyDigest, prefixed: false))
    }
}
