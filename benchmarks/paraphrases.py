"""Titles that say the same in other words, written by hand for `benchmarks.similar`; and words to make up other titles of."""

PAIRS = (
    ("I am afraid of falling at night", "Falls in the night when I get up"),
    ("No bench between the bus stop and the surgery", "Somewhere to sit on the way to the doctor’s from the bus stop"),
    ("The lift in Maple Court breaks down every week", "Maple Court lift is always out of order"),
    ("Street lights are out on Canal Walk", "Canal Walk is too dark, lights not working"),
    ("A handyperson for small repairs", "Small repairs at home done by a handyperson in the same week"),
    ("Help with filling in online forms", "Somebody at the library who helps with forms on the computer"),
    ("The 42 bus no longer runs on Sundays", "Bring back the Sunday bus, number 42"),
    ("Damp and mould in the back bedroom", "Mould on bedroom walls makes my son ill"),
    ("Lunch club for people who live alone", "A weekly lunch for those living alone"),
    ("Warm space to go to in winter", "Somewhere warm to sit in the winter months"),
    ("Wheelchair cannot pass parked cars on the pavement", "Cars parked on pavements block wheelchairs"),
    ("Waiting three weeks to see a doctor", "GP appointments: a three week wait"),
    ("Carers need a break", "Respite breaks for unpaid carers"),
    ("Night-time noise from the bins being emptied", "Bin lorries are noisy at night"),
    ("Dropped kerb by the health centre", "Kerb outside the health centre is too high for my scooter"),
    ("Teach older people to spot scam calls", "Scam phone calls frighten older people"),
    ("Heating in the flats cannot be turned down", "We cannot control the heating in our flats"),
    ("Young people have nowhere to go after school", "An after-school place for young people"),
    ("A community fridge for food that is left over", "Share left-over food with a community fridge"),
    ("Interpreters at the housing office", "Housing office should have an interpreter for Ukrainian"),
    ("The playground at Mill Lane has broken swings", "Broken swings in Mill Lane play park"),
    ("Hospital letters are too hard to read", "Letters from the hospital in plain English, large print"),
    ("Safe cycle route to the secondary school", "Cycling to school is not safe"),
    ("Dog mess on the playing field", "Dog fouling on playing fields"),
    ("A buddy for people who come home from hospital", "Coming home from hospital with nobody there to help"),
    ("Repairs are reported again and again and nobody comes", "Nobody comes when I report a repair"),
    ("Shower instead of a bath for people with bad knees", "I cannot climb into the bath: a walk-in shower"),
    ("Pay for a phone line that a person answers", "Speak to a person on the phone, not a machine"),
    ("Fly-tipping behind the garages", "Rubbish dumped behind the garages on our estate"),
    ("Library open in the evenings", "Evening opening hours for the library"),
    ("Advice on energy bills", "Energy bills: where can we get advice?"),
    ("Gardening help for tenants who cannot bend", "Help with the garden for older tenants"),
    ("More allotments, the list is five years long", "Allotment waiting list of five years"),
    ("Childcare for parents who work shifts", "Parents on shift work cannot find childcare"),
    ("Deaf residents cannot use the entry phone", "Door entry phone is no use to a deaf person"),
    ("Mental health drop-in without an appointment", "Drop in for mental health, no appointments"),
    ("Ramps at the village hall", "Village hall has steps and no ramp"),
    ("Rats in the bin store", "Bin store is full of rats"),
    ("A toilet in the park", "Public toilets in the park are closed"),
    ("Walking group for people with bad lungs", "Gentle walks for people with lung disease"),
)  # fmt: skip

# Parts of made-up titles, each part apart from the next by a bar.
MATTERS = (
    "Lift|Heating|Street lights|Bins|Mould|Buses|Benches|Pavements|Parking|Playground|Library|Surgery|Pharmacy|Repairs|Windows|Gutters|"
    "Handrails|Stairs|Doors|Bathrooms|Boilers|Gardens|Hedges|Trees|Cycle lanes|Crossings|Bus stops|Toilets|Litter|Rats|Noise|Dogs|"
    "Youth club|Lunch club|Day centre|Home care|Meals|Prescriptions|Hospital letters|Appointments|Transport|Taxis|Forms|Benefits|"
    "Energy bills|Rent|Insulation|Broadband|Phone line|Entry phone|Alarms|Carers|Childcare|Nursery|School run|Allotments|Food bank|"
    "Community hall|Warm space|Walking group|Exercise class|Swimming|Interpreters|Advice|Befriending|Respite|Dementia cafe"
)

WRONG = (
    "is always out of order|breaks down every week|takes too long|should open in the evening|costs too much|is too far to walk|"
    "is not safe at night|is too hard to reach|needs a ramp|is closed on Sundays|is never on time|should come back|is only online|"
    "has no seats|is too dark|is full|has a long waiting list|for people who live alone|for older tenants|for young people|"
    "for families with small children|for deaf residents|for wheelchair users|after a stay in hospital|in winter|at weekends|"
    "in plain English|with somebody to talk to|done in the same week|run by neighbours"
)

PLACES = (
    "Maple Court|Canal Walk|Mill Lane|Upper Brindle|Lower Brindle|Station Road|the old school|St Mary’s estate|Quarry Hill|Harbour View|"
    "Oak House|Elm House|the high street|Victoria Park|the market|Ferry Lane|Kingsway|Northgate|Rose Terrace|the health centre|"
    "Bridge Street|the recreation ground|Churchfield|Meadow Rise|the marina"
)
