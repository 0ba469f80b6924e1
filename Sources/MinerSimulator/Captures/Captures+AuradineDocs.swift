// swift-format-ignore-file
// Replies of real devices, byte for byte.
extension Captures {
    static let auradineDocs: [CapturedReply] = [
        CapturedReply("asccount", #"""
{
  "ASCCount": [
    {
      "AsicCount": 396,
      "BoardCount": 3
    }
  ],
  "STATUS": [
    {
      "Code": 104,
      "Description": "FluxOS-2024-06.11-d37c5dd4a7f8e4837e63dc99e577620cb5e9361d",
      "Msg": "ASC count",
      "STATUS": "S",
      "When": 1708622703
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("devs", #"""
{
  "DEVS": [
    {
      "DEV": 1,
      "Enabled": true,
      "ID": 1,
      "MHS 5s": 6800000.0,
      "Name": "ASICBoard",
      "Status": "Alive",
      "Temperature": 28.25
    },
    {
      "DEV": 2,
      "Enabled": true,
      "ID": 2,
      "MHS 5s": 6900000.0,
      "Name": "ASICBoard",
      "Status": "Alive",
      "Temperature": 29.06
    },
    {
      "DEV": 3,
      "Enabled": true,
      "ID": 3,
      "MHS 5s": 7000000.0,
      "Name": "ASICBoard",
      "Status": "Alive",
      "Temperature": 30.12
    }
  ],
  "STATUS": [
    {
      "Code": 9,
      "Description": "GCMiner-2023-05.24-0ce5e7cc93a3815240fa189d0beb44b8c834936c",
      "Msg": "3 Dev(s)",
      "STATUS": "S",
      "When": 1685118068
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("fan", #"""
{
  "Fan": [
    {
      "ID": 1,
      "Max": 7700,
      "Speed": 7080,
      "Target": 7000
    },
    {
      "ID": 2,
      "Max": 7700,
      "Speed": 7020,
      "Target": 7000
    },
    {
      "ID": 3,
      "Max": 7700,
      "Speed": 7100,
      "Target": 7000
    },
    {
      "ID": 4,
      "Max": 7700,
      "Speed": 7020,
      "Target": 7000
    }
  ],
  "STATUS": [
    {
      "Code": 510,
      "Description": "GCMiner-2023-05.24-0ce5e7cc93a3815240fa189d0beb44b8c834936c",
      "Msg": "Total fans: 4",
      "STATUS": "S",
      "When": 1685118277
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("frequency", #"""
{
  "Frequency": [
    {
      "ChipFrequency": [
        {
          "Frequency": 281.25,
          "ID": 0
        },
        {
          "Frequency": 247.5,
          "ID": 1
        },
        {
          "Frequency": 268.75,
          "ID": 2
        }
      ],
      "ID": 1,
      "Name": "Hash Board 1"
    },
    {
      "ChipFrequency": [
        {
          "Frequency": 327.5,
          "ID": 0
        },
        {
          "Frequency": 323.75,
          "ID": 1
        },
        {
          "Frequency": 328.75,
          "ID": 2
        }
      ],
      "ID": 2,
      "Name": "Hash Board 2"
    },
    {
      "ChipFrequency": [
        {
          "Frequency": 391.25,
          "ID": 0
        },
        {
          "Frequency": 352.5,
          "ID": 1
        },
        {
          "Frequency": 166.25,
          "ID": 2
        }
      ],
      "ID": 3,
      "Name": "Hash Board 3"
    }
  ],
  "STATUS": [
    {
      "Code": 640,
      "Description": "2.2.0",
      "Msg": "System frequency",
      "STATUS": "S",
      "When": 1775782219
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("ipreport", #"""
{
  "IPReport": [
    {
      "CBSerialNo": "AU23200006",
      "ChassisSerialNo": "000020",
      "HBSerialNo": [
        "QAHB01230908001X",
        "QAHB01230908001Y",
        "QAHB01230908001Z"
      ],
      "InternalType": "T0",
      "SerialNo": "AU23200006",
      "command": "ipreport",
      "hostname": "teraflux-01",
      "ip": "192.168.1.50",
      "mac": "1c:00:00:0e:3b:2b",
      "model": "AT1500",
      "version": "2023-12.27"
    }
  ],
  "STATUS": [
    {
      "Code": 620,
      "Description": "FluxOS-2023-12.27-9bf070ee4408866329c93a70f2dfdc6248938aaa",
      "Msg": "IP Report",
      "STATUS": "S",
      "When": 1703711730
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("led", #"""
{
  "LED": [
    {
      "Code": 2,
      "LED1": 1,
      "LED2": 1,
      "Msg": "Normal"
    }
  ],
  "STATUS": [
    {
      "Code": 530,
      "Description": "GCMiner-2022-12.21-38b82d1466eedb609a7920339f8baa83b78a93c2",
      "Msg": "Total LEDs 2",
      "STATUS": "S",
      "When": 1671667240
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("mode", #"""
{
  "Mode": [
    {
      "Mode": "custom",
      "Power": 2000,
      "Sleep": "off",
      "Ths": 160
    }
  ],
  "STATUS": [
    {
      "Code": 540,
      "Description": "FluxOS-2023-12.27-9bf070ee4408866329c93a70f2dfdc6248938aaa",
      "Msg": "Operating mode: 'normal', sleep: 'false'",
      "STATUS": "S",
      "When": 1703715266
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("pools", #"""
{
  "POOLS": [
    {
      "Accepted": 10,
      "POOL": 0,
      "Priority": 0,
      "Quota": 1,
      "Rejected": 1,
      "Status": "Alive",
      "Stratum Active": true,
      "URL": "stratum+tcp://btc.viabtc.io:3333",
      "User": "username.suffix"
    },
    {
      "Accepted": 0,
      "POOL": 1,
      "Priority": 1,
      "Quota": 1,
      "Rejected": 0,
      "Status": "Dead",
      "Stratum Active": false,
      "URL": "stratum+tcp://stratum.slushpool.com:3333",
      "User": "username.suffix"
    },
    {
      "Accepted": 0,
      "POOL": 2,
      "Priority": 2,
      "Quota": 1,
      "Rejected": 0,
      "Status": "Dead",
      "Stratum Active": false,
      "URL": "stratum+tcp://stratum.slushpool.com:3333",
      "User": "username.suffix"
    }
  ],
  "STATUS": [
    {
      "Code": 7,
      "Description": "GCMiner-0.5-devsbXXX",
      "Msg": "3 Pool(s)",
      "STATUS": "S",
      "When": 1647971699
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("psu", #"""
{
  "PSU": [
    {
      "FanSpeed1": "4052.00 RPM",
      "FanSpeed2": "4144.00 RPM",
      "Iin": "0.28A",
      "Iout": "0.00A",
      "PoutMax": "3452.00W",
      "PowerIn": "58.94W",
      "PowerOut": "0.00W",
      "Vin": "245.00V",
      "Vout": "11.53V",
      "VoutSet": "11.50V"
    }
  ],
  "STATUS": [
    {
      "Code": 570,
      "Description": "GCMiner-2023-04.14-a2b42b45e25194dcdf799c07cbb51d18c6c7ed51",
      "Msg": "PSU status",
      "STATUS": "S",
      "When": 1681497182
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("summary", #"""
{
  "STATUS": [
    {
      "Code": 11,
      "Description": "GCMiner-2023-05.24-0ce5e7cc93a3815240fa189d0beb44b8c834936c",
      "Msg": "Summary",
      "STATUS": "S",
      "When": 1685118419
    }
  ],
  "SUMMARY": [
    {
      "Accepted": 3310,
      "Difficulty Accepted": 829210624,
      "Difficulty Rejected": 32768,
      "Elapsed": 56696,
      "Hardware Errors": 0,
      "Last getwork": 0,
      "MHS 15m": 8245002.419711528,
      "MHS 1m": 10256844.54901739,
      "MHS 5m": 8778584.71373768,
      "MHS 5s": 20599767.1774699,
      "MHS av": 7970630.042671183,
      "Rejected": 1,
      "Total MH": 451890758070,
      "Utility": 3.5035376205973425
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("temperature", #"""
{
  "STATUS": [
    {
      "Code": 590,
      "Description": "2.2.0",
      "Msg": "System temperature",
      "STATUS": "S",
      "When": 1775782219
    }
  ],
  "Temperature": [
    {
      "BoardTemp": [
        {
          "ID": 0,
          "Temperature": 24.9375
        }
      ],
      "ChipTemp": null,
      "ID": 0,
      "Name": "Control Board"
    },
    {
      "BoardTemp": [
        {
          "ID": 0,
          "Temperature": 21.5
        },
        {
          "ID": 1,
          "Temperature": 20.5
        },
        {
          "ID": 2,
          "Temperature": 22.5
        },
        {
          "ID": 3,
          "Temperature": 41.5
        },
        {
          "ID": 4,
          "Temperature": 41.0
        }
      ],
      "ChipTemp": [
        {
          "ID": 0,
          "Temperature": 45.827271728515655
        },
        {
          "ID": 1,
          "Temperature": 45.827271728515655
        },
        {
          "ID": 2,
          "Temperature": 45.029410400390645
        }
      ],
      "ID": 1,
      "Name": "Hash Board 1"
    },
    {
      "BoardTemp": [
        {
          "ID": 0,
          "Temperature": 22.0
        },
        {
          "ID": 1,
          "Temperature": 21.5
        },
        {
          "ID": 2,
          "Temperature": 23.0
        },
        {
          "ID": 3,
          "Temperature": 43.0
        },
        {
          "ID": 4,
          "Temperature": 42.5
        }
      ],
      "ChipTemp": [
        {
          "ID": 0,
          "Temperature": 44.43101440429689
        },
        {
          "ID": 1,
          "Temperature": 46.22620239257816
        },
        {
          "ID": 2,
          "Temperature": 48.220855712890625
        }
      ],
      "ID": 2,
      "Name": "Hash Board 2"
    },
    {
      "BoardTemp": [
        {
          "ID": 0,
          "Temperature": 23.0
        },
        {
          "ID": 1,
          "Temperature": 22.5
        },
        {
          "ID": 2,
          "Temperature": 22.0
        },
        {
          "ID": 3,
          "Temperature": 47.5
        },
        {
          "ID": 4,
          "Temperature": 45.0
        }
      ],
      "ChipTemp": [
        {
          "ID": 0,
          "Temperature": 51.41230102539066
        },
        {
          "ID": 1,
          "Temperature": 50.21550903320315
        },
        {
          "ID": 2,
          "Temperature": 50.21550903320315
        }
      ],
      "ID": 3,
      "Name": "Hash Board 3"
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("version", #"""
{
  "STATUS": [
    {
      "Code": 22,
      "Description": "GCMiner-0.5-devsbXXX",
      "Msg": "GCMiner versions",
      "STATUS": "S",
      "When": 1647971699
    }
  ],
  "VERSION": [
    {
      "API": "1.0",
      "GCMiner": "0.5"
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("voltage", #"""
{
  "STATUS": [
    {
      "Code": 630,
      "Description": "2.2.0",
      "Msg": "System voltage",
      "STATUS": "S",
      "When": 1775782219
    }
  ],
  "Voltage": [
    {
      "ChipVoltage": [
        {
          "ID": 0,
          "Voltage": 0.23929554013739107
        },
        {
          "ID": 1,
          "Voltage": 0.24232864508667262
        },
        {
          "ID": 2,
          "Voltage": 0.2405087821171037
        }
      ],
      "ID": 1,
      "Name": "Hash Board 1"
    },
    {
      "ChipVoltage": [
        {
          "ID": 0,
          "Voltage": 0.2452606465376448
        },
        {
          "ID": 1,
          "Voltage": 0.2464738885173574
        },
        {
          "ID": 2,
          "Voltage": 0.2457661640291917
        }
      ],
      "ID": 2,
      "Name": "Hash Board 2"
    },
    {
      "ChipVoltage": [
        {
          "ID": 0,
          "Voltage": 0.24890037247678265
        },
        {
          "ID": 1,
          "Voltage": 0.24879926897847326
        },
        {
          "ID": 2,
          "Voltage": 0.24890037247678265
        }
      ],
      "ID": 3,
      "Name": "Hash Board 3"
    }
  ],
  "id": 1
}

"""#),
    ]
}
