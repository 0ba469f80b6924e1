import PluginKit
import Testing

@testable import Hosting

@Suite("The name of a time zone")
struct ZoneNameTests {
    @Test("is taken as it is, or as a lead on UTC that means what people mean by it")
    func taken() throws {
        for name in ["Asia/Shanghai", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5", "CET", "EST5EDT"] {
            let zone = try ZoneName(name)
            #expect(zone.text == name && zone.stored == name)
        }
        for (text, stored, shown) in [
            ("UTC+5:30", "<+0530>-05:30", "UTC+5:30"), ("UTC-3", "<-0300>+03:00", "UTC-3"), ("GMT+8", "<+0800>-08:00", "UTC+8"),
            ("UTC-03:30", "<-0330>+03:30", "UTC-3:30"), ("UTC+0", "UTC", "UTC"),
        ] {
            let zone = try ZoneName(text)
            #expect(zone.stored == stored && zone.text == shown)
            #expect(ZoneName(stored: stored) == zone, "as it was stored")
        }
        for lead in ZoneName.leads { #expect(try ZoneName(ZoneName(leadMinutes: lead).text) == ZoneName(leadMinutes: lead)) }
    }

    @Test(
        "is refused where it is none, or a rule whose sign would surprise",
        arguments: ["", "Foo5", "XYZ-3", "UTC+15", "UTC+5:3", "UTC+5:99", "<+05>-05", "Asia/Shang hai", "UTC+"])
    func refused(_ text: String) {
        let error = #expect(throws: PluginError.self) { _ = try ZoneName(text) }
        #expect(error?.field == "time_zone", "\(text)")
    }
}
