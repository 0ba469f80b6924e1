/// What is published of an interval: its leaves and what they hang on. One block of IPFS whose SHA-256 stands on the chain, so that the
/// chain and the content identifier check each other.
package struct NotaryManifest: Hashable, Sendable {
    /// Canonical JSON: names in alphabetical order, no space.
    package let json: String
    package let digest: Bytes32

    /// - Parameter leaves: In the order of the tree.
    package init(leaves: [Bytes32], previousLink: Bytes32, root: Bytes32, sequence: UInt64) {
        let list = leaves.map { "\"\($0.hex)\"" }.joined(separator: ",")
        json =
            #"{"leaves":[\#(list)],"prev":"\#(previousLink.hex)","root":"\#(root.hex)","seq":\#(sequence),"size":\#(leaves.count),"v":1}"#
        digest = MerkleHash.sha256(Array(json.utf8))
    }

    /// Under which the manifest is found.
    package var cid: CID { CID(.raw, digest: digest) }
}
