import HostTenancy
import Testing

@Suite("Networks")
struct NetworkBlockTests {
    @Test(
        "are told in one normal form",
        arguments: [
            ("10.20.0.0/16", "10.20.0.0/16"), ("10.1.2.3", "10.1.2.3/32"), ("0.0.0.0/0", "0.0.0.0/0"), ("FD00:0:0::/8", "fd00::/8"),
            ("::1", "::1/128"),
        ])
    func normal(_ text: String, _ shown: String) throws { #expect(try NetworkBlock(text).description == shown) }

    @Test(
        "refuse what is none",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "10.0.0.1/8", "fd00::/129", "localhost",
            "10.0.0.0/+8", "10.0.0.0\0/8",
        ])
    func refused(_ text: String) { #expect(throws: NetworkBlockError.self) { try NetworkBlock(text) } }

    @Test("contain what begins with their prefix, of the same family only")
    func contains() throws {
        let block = try NetworkBlock("10.20.16.0/20")
        #expect(block.contains([10, 20, 31, 255]) && !block.contains([10, 20, 32, 0]) && !block.contains([10, 20, 15, 255]))
        #expect(try !NetworkBlock("::/0").contains([10, 0, 0, 1]))
        #expect(try NetworkBlock("0.0.0.0/0").contains([255, 1, 2, 3]))
    }
}
