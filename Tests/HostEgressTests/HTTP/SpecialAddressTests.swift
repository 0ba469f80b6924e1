import TestSupport
import Testing

@testable import HostEgress

@Suite("Addresses that are not for everybody")
struct SpecialAddressTests {
    @Test(
        "Private, loopback, link-local, multicast and metadata addresses are refused without a grant",
        arguments: [
            "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
            "172.31.255.255", "192.0.0.192", "192.168.1.1", "168.63.129.16", "198.18.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255",
            "::",
            "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:53aa:64c::1", "2001:db8::1", "100::1",
        ])
    func refused(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(SpecialAddresses.name(of: address) != nil)
        #expect(!SpecialAddresses.allows(address, granted: []))
    }

    @Test(
        "Addresses of the outside world are allowed",
        arguments: ["1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "169.253.1.1", "2606:4700::1111", "2a00::1", "64:ff9b::808:808"])
    func allowed(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(SpecialAddresses.name(of: address) == nil)
        #expect(SpecialAddresses.allows(address, granted: []))
    }

    @Test("A network that is granted by name opens itself, and a wide one opens no special block")
    func granted() throws {
        func allows(_ address: String, _ networks: String...) throws -> Bool {
            try SpecialAddresses.allows(#require(IPAddress(address)), granted: networks.map { try NetworkRange($0) })
        }
        #expect(try allows("10.1.2.3", "10.1.0.0/16"))
        #expect(try !allows("10.2.2.3", "10.1.0.0/16"))
        #expect(try !allows("127.0.0.1", "0.0.0.0/0"))
        #expect(try !allows("10.1.2.3", "0.0.0.0/0", "8.0.0.0/5"))
        #expect(try allows("127.0.0.1", "127.0.0.0/8"))
        #expect(try allows("::1", "::1/128"))
        #expect(try !allows("::1", "::/0"))
        #expect(try allows("169.254.169.254", "169.254.169.254/32"))
        // What a translator would make of it counts.
        #expect(try allows("64:ff9b::a01:203", "10.1.0.0/16"))
        // Never, whatever is granted.
        #expect(try !allows("0.0.0.0", "0.0.0.0/8"))
        #expect(try !allows("224.0.0.1", "224.0.0.0/4"))
        #expect(try !allows("ff02::1", "ff00::/8"))
    }

    @Test("An IPv4 address is judged alike in each of its spellings, and grants of other networks change nothing")
    func spellings() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        for _ in 0..<20_000 {
            let bits = UInt32.random(in: 0...UInt32.max, using: &random)
            let plain = IPAddress.v4(bits)
            let mapped = IPAddress(normalizing: UInt128(0xFFFF) << 32 | UInt128(bits))
            let translated = IPAddress.v6(UInt128(0x0064_FF9B) << 96 | UInt128(bits))
            let expected = SpecialAddresses.allows(plain, granted: [])
            #expect(SpecialAddresses.allows(mapped, granted: []) == expected, "seed \(seed): \(plain)")
            #expect(SpecialAddresses.allows(translated, granted: []) == expected, "seed \(seed): \(plain)")
            let other = NetworkRange(first: IPAddress.v4(bits ^ 1 << UInt32.random(in: 0..<24, using: &random)), prefixLength: 32)
            #expect(SpecialAddresses.allows(plain, granted: [other]) == expected, "seed \(seed): \(plain) with \(other)")
        }
    }

    @Test("A granted special network allows exactly its own addresses")
    func grantedNetworks() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        for _ in 0..<5_000 {
            let length = Int.random(in: 8...32, using: &random)
            let network = NetworkRange(
                first: IPAddress.v4(10 << 24 | UInt32.random(in: 0...0xFF_FFFF, using: &random)).masked(to: length), prefixLength: length)
            let address = IPAddress.v4(10 << 24 | UInt32.random(in: 0...0xFF_FFFF, using: &random))
            #expect(
                SpecialAddresses.allows(address, granted: [network]) == (address.masked(to: length) == network.first),
                "seed \(seed): \(address) in \(network)")
        }
    }
}
