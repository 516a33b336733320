from django.db import migrations

# the lines as they came, release by release
BATCHES = (
    (
        "figue, figuier",
        "olive, olivier",
        "amande, amandier",
        "citron, citronnier",
        "mandarine, mandarinier",
        "noisette, noisetier",
    ),
    (
        "pull, pullover, sweater, chandail",
        "t-shirt, tee-shirt",
        "savon, savonnette",
        "affiche, poster",
        "gilet, cardigan",
        "infusion, tisane",
        "bougie, chandelle",
        "horloge, pendule",
        "canapé, sofa, divan",
    ),
    (
        "bio, biologique, organic",
        "plaid, couverture",
        "doudou, peluche",
        "apéritif, apéro",
        "shampoing, shampooing, shampoo",
        "céramique, poterie, ceramic, pottery : grès, faïence, porcelaine",
        "vaisselle, crockery : assiette, bol, tasse, mug, saladier, soucoupe, coquetier",
        "foulard, châle : écharpe, étole",
        "cruche, broc : pichet, carafe",
        "portefeuille, wallet : porte-monnaie, porte-cartes",
        "canif, penknife : couteau",
        "poche, pocket : pliant, folding",
        "lampe-de-chevet, lampe-chevet, bedside-lamp : lampe",
        "cahier, calepin : carnet",
        "anneau, alliance : bague",
        "pendentif, sautoir : collier",
        "sneakers, tennis : baskets",
        "chaussons, pantoufles, slippers",
    ),
    (
        "chaussures, shoes : chaussons, pantoufles, slippers, sandales, bottes, bottines,"
        " espadrilles",
        "vêtements, clothes : jean, pantalon, robe, jupe, chemise, manteau, veste",
    ),
)
DELETION = 3


def bring(apps, _schema_editor):
    """The lines that were shipped after this house was founded, where the operator has not its own.

    A fresh house gets all of them when it is planted. A batch of which something stands was here
    once: what lacks of it was taken away. So was a line whose removal the console remembers; and
    where two of its words stand together in a line, the operator has said what they mean.
    """
    synonyms = apps.get_model("catalog", "Synonym")
    standing = set(synonyms.objects.values_list("words", flat=True))
    if not standing:
        return
    removed = set(
        apps.get_model("admin", "LogEntry")
        .objects.filter(
            content_type__app_label="catalog",
            content_type__model="synonym",
            action_flag=DELETION,
        )
        .values_list("object_repr", flat=True)
    )
    own = [_words(line) for line in standing.difference(*BATCHES)]
    synonyms.objects.bulk_create(
        [
            synonyms(words=line)
            for batch in BATCHES
            if standing.isdisjoint(batch)
            for line in batch
            if line not in removed and not any(len(said & _words(line)) > 1 for said in own)
        ],
        ignore_conflicts=True,
    )


def _words(line):
    return {word.strip().lower() for word in line.replace(":", ",").split(",")}


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("catalog", "0043_set_aside"),
    ]

    operations = [
        migrations.RunPython(bring, migrations.RunPython.noop, elidable=True),
    ]
