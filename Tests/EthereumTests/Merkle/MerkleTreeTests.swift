import TestSupport
import Testing

@testable import Ethereum

@Suite("Trees of RFC 6962")
struct MerkleTreeTests {
    private struct File: Decodable {
        struct Inclusion: Decodable {
            let size: UInt64
            let index: UInt64
            let leafHash: String
            let root: String
            let path: [String]
        }
        struct Consistency: Decodable {
            let size1: UInt64
            let size2: UInt64
            let root1: String
            let root2: String
            let path: [String]
        }
        struct Large: Decodable {
            struct Sample: Decodable {
                let index: UInt64
                let path: [String]
            }
            let size: UInt64
            let root: String
            let samples: [Sample]
        }
        let ct_leaves: [String]
        let ct_leaf_hashes: [String]
        let ct_roots_by_size: [String]
        let inclusion: [Inclusion]
        let consistency: [Consistency]
        let large: [Large]
    }
    private let file: File
    private let tree: MerkleTree

    init() throws {
        file = try Vectors.read("merkle_trees", as: File.self)
        tree = MerkleTree(leafHashes: try file.ct_leaves.map { MerkleHash.leaf(try Hex.decode($0, prefixed: false)) })
    }

    @Test("The well-known leaves have the well-known hashes and roots, whether all subtrees are held or only the complete ones")
    func known() throws {
        var frontier = MerkleFrontier()
        #expect(frontier.root.hex == file.ct_roots_by_size[0])
        for (index, text) in file.ct_leaves.enumerated() {
            let hash = MerkleHash.leaf(try Hex.decode(text, prefixed: false))
            #expect(hash.hex == file.ct_leaf_hashes[index])
            frontier.append(hash)
            #expect(frontier.root.hex == file.ct_roots_by_size[index + 1])
            #expect(try tree.root(at: UInt64(index + 1)).hex == file.ct_roots_by_size[index + 1])
        }
    }

    @Test("Every path of every leaf in every size is the known one, and holds")
    func inclusion() throws {
        #expect(file.inclusion.count == 36)
        for example in file.inclusion {
            let proof = try tree.inclusion(of: example.index, at: example.size)
            #expect(proof.path.map(\.hex) == example.path)
            try proof.verify(leafHash: Self.hash(example.leafHash), root: Self.hash(example.root))
        }
    }

    @Test("Every path between every two sizes is the known one, and holds")
    func consistency() throws {
        #expect(file.consistency.count == 36)
        for example in file.consistency {
            let proof = try tree.consistency(from: example.size1, to: example.size2)
            #expect(proof.path.map(\.hex) == example.path, "\(example.size1) to \(example.size2)")
            try proof.verify(oldRoot: Self.hash(example.root1), root: Self.hash(example.root2))
        }
    }

    @Test("Larger trees around the powers of two have known roots and paths")
    func large() throws {
        #expect(file.large.count == 22)
        for example in file.large {
            let leaves = (0..<example.size).map { index in MerkleHash.leaf(withUnsafeBytes(of: index.bigEndian) { Array($0) }) }
            let tree = MerkleTree(leafHashes: leaves)
            #expect(try tree.root.hex == example.root)
            for sample in example.samples {
                let proof = try tree.inclusion(of: sample.index)
                #expect(proof.path.map(\.hex) == sample.path, "leaf \(sample.index) of \(example.size)")
                try proof.verify(leafHash: leaves[Int(sample.index)], root: Self.hash(example.root))
            }
        }
    }

    @Test("A tree that holds only its complete subtrees proves from stored ones what the whole tree proves, few of them at a time")
    func stored() throws {
        var random = SeededRandom(5)
        var store: [MerkleNode: Bytes32] = [:]
        var frontier = MerkleFrontier()
        var whole = MerkleTree()
        for size in 1...UInt64(300) {
            let leaf = Bytes32.random(using: &random)
            frontier.append(leaf) { node, hash in #expect(store.updateValue(hash, forKey: node) == nil) }
            whole.append(leaf)
            #expect(try frontier.root == whole.root)
            // As it would be after a restart.
            frontier = try MerkleFrontier(size: frontier.size, peaks: frontier.peaks)
            let index = UInt64.random(in: 0..<size, using: &random)
            let inclusion = try MerklePlan.inclusion(of: index, in: size)
            #expect(inclusion.path { store[$0]! } == (try whole.inclusion(of: index)).path)
            let old = UInt64.random(in: 1...size, using: &random)
            let consistency = try MerklePlan.consistency(from: old, to: size)
            #expect(consistency.path { store[$0]! } == (try whole.consistency(from: old)).path)
            #expect(inclusion.nodes.count <= 18 && consistency.nodes.count <= 18)
        }
        #expect(try MerklePlan.inclusion(of: 777_777, in: 1_000_000).nodes.count <= 40)
    }

    @Test("In any tree every leaf's proof holds for it alone, at its place, size and root alone")
    func anyTree() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<60 {
            let leaves = (0..<Int.random(in: 2...80, using: &random)).map { _ in Bytes32.random(using: &random) }
            let tree = MerkleTree(leafHashes: leaves)
            let root = try tree.root
            let index = Int.random(in: leaves.indices, using: &random)
            let proof = try tree.inclusion(of: UInt64(index))
            try proof.verify(leafHash: leaves[index], root: root)
            for other in leaves.indices where other != index {
                #expect(refusal { try proof.verify(leafHash: leaves[other], root: root) } == .treeInconsistent, "seed \(seed)")
                let moved = InclusionProof(index: UInt64(other), size: proof.size, path: proof.path)
                #expect(refusal { try moved.verify(leafHash: leaves[index], root: root) } == .treeInconsistent, "seed \(seed)")
            }
            for path in [Array(proof.path.dropLast()), proof.path + [root], proof.path.dropFirst() + []] {
                let wrong = InclusionProof(index: proof.index, size: proof.size, path: path)
                #expect(refusal { try wrong.verify(leafHash: leaves[index], root: root) } == .treeInconsistent, "seed \(seed)")
            }
            for place in proof.path.indices {
                var path = proof.path
                path[place] = Self.flipped(path[place], &random)
                let wrong = InclusionProof(index: proof.index, size: proof.size, path: path)
                #expect(refusal { try wrong.verify(leafHash: leaves[index], root: root) } == .treeInconsistent, "seed \(seed)")
            }
        }
    }

    @Test("A consistency proof fails once an old leaf was changed or taken away, and with any changed hash")
    func rewritten() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<60 {
            let old = Int.random(in: 1...40, using: &random)
            var leaves = (0..<old + Int.random(in: 1...40, using: &random)).map { _ in Bytes32.random(using: &random) }
            let tree = MerkleTree(leafHashes: leaves)
            let oldRoot = try tree.root(at: UInt64(old))
            let proof = try tree.consistency(from: UInt64(old))
            try proof.verify(oldRoot: oldRoot, root: tree.root)
            for place in proof.path.indices {
                var path = proof.path
                path[place] = Self.flipped(path[place], &random)
                let wrong = ConsistencyProof(oldSize: proof.oldSize, size: proof.size, path: path)
                #expect(refusal { try wrong.verify(oldRoot: oldRoot, root: try tree.root) } == .treeInconsistent, "seed \(seed)")
            }
            for path in [Array(proof.path.dropLast()), proof.path + [oldRoot], []] {
                let wrong = ConsistencyProof(oldSize: proof.oldSize, size: proof.size, path: path)
                #expect(refusal { try wrong.verify(oldRoot: oldRoot, root: try tree.root) } == .treeInconsistent, "seed \(seed)")
            }
            leaves[Int.random(in: 0..<old, using: &random)] = .random(using: &random)
            let rewritten = MerkleTree(leafHashes: leaves)
            let forged = try rewritten.consistency(from: UInt64(old))
            #expect(refusal { try forged.verify(oldRoot: oldRoot, root: try rewritten.root) } == .treeInconsistent, "seed \(seed)")
        }
    }

    @Test("Places outside the tree are refused, the last of 2⁶⁴ − 1 leaves is not")
    func outside() throws {
        #expect(refusal { _ = try tree.inclusion(of: 8) } == .treeRange)
        #expect(refusal { _ = try tree.inclusion(of: 0, at: 9) } == .treeRange)
        #expect(refusal { _ = try tree.inclusion(of: 0, at: 0) } == .treeRange)
        #expect(refusal { _ = try tree.consistency(from: 0) } == .treeRange)
        #expect(refusal { _ = try tree.consistency(from: 9) } == .treeRange)
        #expect(refusal { try InclusionProof(index: 3, size: 3, path: []).verify(leafHash: .zero, root: .zero) } == .treeRange)
        #expect(refusal { try ConsistencyProof(oldSize: 3, size: 2, path: []).verify(oldRoot: .zero, root: .zero) } == .treeRange)
        #expect(
            refusal { try ConsistencyProof(oldSize: 2, size: 2, path: []).verify(oldRoot: .zero, root: .random()) } == .treeInconsistent)
        #expect(refusal { _ = try MerkleFrontier(size: 5, peaks: [.zero]) } == .treeRange)
        let plan = try MerklePlan.inclusion(of: .max - 1, in: .max)
        let proof = InclusionProof(index: .max - 1, size: .max, path: plan.path { _ in .zero })
        #expect(throws: Never.self) { try proof.root(leafHash: .zero) }
        #expect(try MerklePlan.consistency(from: .max / 3, to: .max).steps.count <= 65)
    }

    private static func hash(_ text: String) throws -> Bytes32 { try Bytes32(hex: text, prefixed: false) }

    private static func flipped(_ hash: Bytes32, _ random: inout SeededRandom) -> Bytes32 {
        var bytes = hash.bytes
        bytes[.random(in: 0..<32, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return try! Bytes32(bytes)
    }
}
