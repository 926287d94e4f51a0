"""Provide captions of more than a hundred words, written for these tests."""

STREET = (
    "A narrow cobbled street climbs between old brick houses on a rainy morning. A woman in a red raincoat pushes a blue pram up "
    "the hill while a boy carries a folded umbrella. Two bicycles lean against an iron fence in front of the bakery. In its window "
    "there are round loaves, a tray of small cakes and a vase of white roses. A black taxi waits behind a silver van at the "
    "corner. Three pigeons sit on the roof of the van. On the right, an old man with a long beard reads a newspaper on a wet "
    "bench. A large brown dog lies under the bench. At the top of the street a stone church with a green door stands next to a "
    "tall oak. Several children are playing football in front of the church, and a girl in yellow boots watches them from the "
    "steps."
)

PARK = (
    "This wide photograph shows a park in late autumn, and the ground is covered with orange leaves. In the foreground a young man "
    "is throwing a red ball, and a white terrier is chasing it. A grey squirrel sits on top of a wooden bin and holds an acorn. "
    "Behind the bin, two girls in purple jackets are riding scooters past a fountain. On the left side a tall woman is feeding "
    "three ducks at the edge of a pond. A small paper boat floats on the pond between two lilies. Far behind, a yellow tram passes "
    "a row of brick shops. One man is walking his bicycle below the bare trees. A round iron table with four chairs stands in "
    "front of a striped tent, where a waiter is carrying a tray of coffee cups. The sky is pale and a flock of birds crosses it."
)

ROOM = (
    "The room is tidy and bright, with a low grey sofa on the left and a square glass table in the middle, and on the table there "
    "are two mugs, a stack of books and a small cactus in a clay pot, while behind the sofa a tall bookcase reaches up to the "
    "ceiling, full of blue and red volumes, with a black radio on the top shelf, a wooden globe below it and a framed map above "
    "the door, and on the right a young couple sit on a striped rug and play chess, a ginger cat asleep beside them, a lamp with a "
    "white shade over their heads, and through the window one can see a brick wall with a bicycle leaning against it and a ladder "
    "behind that."
)
